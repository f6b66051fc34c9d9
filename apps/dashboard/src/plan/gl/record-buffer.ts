const FIRST_RECORDS = 64;

/** Records of some 32-bit numbers and one whole number each, packed one after the other. */
export class RecordBuffer {
  readonly #record: number;
  #bytes = new ArrayBuffer(0);
  #floats = new Float32Array(0);
  #words = new Uint32Array(0);
  #used = 0;

  /** @param width numbers in a record before its whole number: two or four */
  constructor(width: 2 | 4) {
    this.#record = width + 1;
  }

  /** Adds a record of two numbers. */
  addPoint(x: number, y: number, word: number): void {
    const at = this.#next();
    this.#floats[at] = x;
    this.#floats[at + 1] = y;
    this.#words[at + 2] = word;
  }

  /** Adds a record of four numbers. */
  addPair(ax: number, ay: number, bx: number, by: number, word: number): void {
    const at = this.#next();
    this.#floats[at] = ax;
    this.#floats[at + 1] = ay;
    this.#floats[at + 2] = bx;
    this.#floats[at + 3] = by;
    this.#words[at + 4] = word;
  }

  /** Records so far. */
  get count(): number {
    return this.#used / this.#record;
  }

  /** The records so far, in memory of their own size. */
  bytes(): Uint8Array {
    return new Uint8Array(this.#bytes.slice(0, this.#used * 4));
  }

  #next(): number {
    const at = this.#used;
    this.#used += this.#record;
    if (this.#used > this.#floats.length) this.#grow();
    return at;
  }

  #grow(): void {
    const length = Math.max(this.#floats.length * 2, this.#record * FIRST_RECORDS);
    const bytes = new ArrayBuffer(length * 4);
    new Uint8Array(bytes).set(new Uint8Array(this.#bytes));
    this.#bytes = bytes;
    this.#floats = new Float32Array(bytes);
    this.#words = new Uint32Array(bytes);
  }
}
