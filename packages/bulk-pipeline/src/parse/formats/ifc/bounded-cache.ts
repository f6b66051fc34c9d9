/**
 * A map of bounded size. It keeps two generations: what is read moves to the young one; when that is full it becomes the
 * old one, and what was not read since is forgotten. A hit costs one look-up.
 */
export class BoundedCache<K, V extends string | object> {
  readonly #generation: number;
  #young = new Map<K, V>();
  #old = new Map<K, V>();

  /** @param max entries that are kept at most. */
  constructor(max: number) {
    this.#generation = Math.max(1, Math.floor(max / 2));
  }

  /** The value of a key, made by `make` when it is not there. */
  get(key: K, make: (key: K) => V): V {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const value = this.#old.get(key) ?? make(key);
    if (this.#young.size >= this.#generation) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
    return value;
  }
}
