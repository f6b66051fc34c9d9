/** Above this many, memory is given back when the list is cleared: 2 MiB. */
const KEPT = 1 << 18;

/** A growing list of doubles. */
export class Doubles {
  #data: Float64Array;
  length = 0;

  constructor(capacity = 64) {
    this.#data = new Float64Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.#data.length) {
      const grown = new Float64Array(this.#data.length * 2);
      grown.set(this.#data);
      this.#data = grown;
    }
    this.#data[this.length++] = value;
  }

  /** Adds the first `count` of some values. */
  append(values: Float64Array, count: number): void {
    const length = this.length + count;
    if (length > this.#data.length) {
      const grown = new Float64Array(Math.max(length, this.#data.length * 2));
      grown.set(this.#data);
      this.#data = grown;
    }
    this.#data.set(values.subarray(0, count), this.length);
    this.length = length;
  }

  /** @param place below `length` */
  at(place: number): number {
    return this.#data[place] as number;
  }

  clear(): void {
    if (this.#data.length > KEPT) this.#data = new Float64Array(64);
    this.length = 0;
  }

  /** The values so far, in memory of their own. */
  copy(): Float64Array {
    return this.#data.slice(0, this.length);
  }
}
