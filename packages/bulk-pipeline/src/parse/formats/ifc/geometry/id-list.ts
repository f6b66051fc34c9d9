/** Above this many, memory is given back when a list is cleared: 256 KiB. */
const KEPT = 1 << 16;

/** A growing list of instance numbers; cleared and filled again without a new array each time. */
export class IdList {
  #ids = new Uint32Array(64);
  length = 0;

  push(id: number): void {
    if (this.length === this.#ids.length) {
      const grown = new Uint32Array(2 * this.length);
      grown.set(this.#ids);
      this.#ids = grown;
    }
    this.#ids[this.length++] = id;
  }

  /** @param place below `length` */
  at(place: number): number {
    return this.#ids[place] as number;
  }

  toArray(): number[] {
    const ids: number[] = [];
    for (let place = 0; place < this.length; place++) ids.push(this.#ids[place] as number);
    return ids;
  }

  clear(): void {
    if (this.#ids.length > KEPT) this.#ids = new Uint32Array(64);
    this.length = 0;
  }
}

/** Spreads consecutive numbers: the golden ratio of 2³² (Knuth, The Art of Computer Programming 6.4). */
const SPREAD = 0x9e3779b1;

const FEWEST_SLOTS = 256;
const FEWEST_SHIFT = 24;

/** Instance numbers, each once, in the order in which they came. */
export class IdSet {
  readonly ids = new IdList();
  /** Places in `ids`, plus one; 0 is free. The first 2^(32 - shift) are used: twice as many as there are ids, at least. */
  #slots = new Uint32Array(FEWEST_SLOTS);
  #shift = FEWEST_SHIFT;

  add(id: number): void {
    let slot = Math.imul(id, SPREAD) >>> this.#shift;
    const mask = 0xffffffff >>> this.#shift;
    for (;;) {
      const place = this.#slots[slot] as number;
      if (place === 0) break;
      if (this.ids.at(place - 1) === id) return;
      slot = (slot + 1) & mask;
    }
    this.ids.push(id);
    this.#slots[slot] = this.ids.length;
    if (2 * this.ids.length > mask) this.#grow(mask);
  }

  clear(): void {
    this.ids.clear();
    this.#shift = FEWEST_SHIFT;
    if (this.#slots.length > KEPT) this.#slots = new Uint32Array(FEWEST_SLOTS);
    else this.#slots.fill(0, 0, FEWEST_SLOTS);
  }

  #grow(mask: number): void {
    const size = 2 * (mask + 1);
    const slots = size > this.#slots.length ? new Uint32Array(size) : this.#slots.fill(0, 0, size);
    this.#shift--;
    for (let place = 0; place < this.ids.length; place++) {
      let slot = Math.imul(this.ids.at(place), SPREAD) >>> this.#shift;
      while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      slots[slot] = place + 1;
    }
    this.#slots = slots;
  }
}
