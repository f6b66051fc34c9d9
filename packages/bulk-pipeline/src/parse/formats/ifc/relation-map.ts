import { sortedPlaces } from './instance-table.ts';

const NONE = new Uint32Array(0);

/** Pairs key → value by key, values of one key in file order: which property sets an element has, for one. */
export class RelationMap {
  readonly keys: Uint32Array;
  readonly values: Uint32Array;

  constructor(keys: Uint32Array, values: Uint32Array) {
    this.keys = keys;
    this.values = values;
  }

  /** The values of a key, in file order. */
  get(key: number): Uint32Array {
    const { keys } = this;
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] as number) < key) low = middle + 1;
      else high = middle;
    }
    if (keys[low] !== key) return NONE;
    let end = low + 1;
    while (end < keys.length && keys[end] === key) end++;
    return this.values.subarray(low, end);
  }

  /** The first value of a key, or null. */
  first(key: number): number | null {
    return this.get(key)[0] ?? null;
  }
}

/** Collects pairs in file order. */
export class RelationMapBuilder {
  #keys = new Uint32Array(1024);
  #values = new Uint32Array(1024);
  #count = 0;

  add(key: number, value: number): void {
    if (this.#count === this.#keys.length) {
      const keys = new Uint32Array(this.#count * 2);
      const values = new Uint32Array(this.#count * 2);
      keys.set(this.#keys);
      values.set(this.#values);
      this.#keys = keys;
      this.#values = values;
    }
    this.#keys[this.#count] = key;
    this.#values[this.#count++] = value;
  }

  build(): RelationMap {
    const order = sortedPlaces(this.#keys, this.#count);
    const keys = new Uint32Array(this.#count);
    const values = new Uint32Array(this.#count);
    for (let i = 0; i < this.#count; i++) {
      keys[i] = order[2 * i + 1] as number;
      values[i] = this.#values[order[2 * i] as number] as number;
    }
    return new RelationMap(keys, values);
  }
}
