/** Handles of one page: 2^12, as bits. */
const PAGE_BITS = 12;
const PAGE_WORDS = 2 ** (PAGE_BITS - 5);
/** 32,768 pages are 16 MiB, room for 134 million handles as programs give them: one after the other. */
const MOST_PAGES = 32_768;
const MOST_PAGE_NUMBER = 2 ** 41;

/** The handles that were seen, in bounded memory: a drawing with handles all over the place is not checked to its end. */
export class HandleSet {
  readonly #pages = new Map<number, Uint32Array>();
  #last: { readonly number: number; readonly page: Uint32Array } | null = null;
  /** An empty page, from before `clear`. */
  #spare: Uint32Array | null = null;

  /** @returns true for a handle that is there already. @param handle as a number; null where it is none. */
  add(handle: number | null): boolean {
    if (handle === null) return false;
    const number = Math.floor(handle / 2 ** PAGE_BITS);
    if (number >= MOST_PAGE_NUMBER) return false;
    const page = this.#last?.number === number ? this.#last.page : this.#page(number);
    if (page === null) return false;
    const bit = handle % 2 ** PAGE_BITS;
    const word = bit >>> 5;
    const mask = 1 << (bit & 31);
    const old = page[word] ?? 0;
    page[word] = old | mask;
    return (old & mask) !== 0;
  }

  clear(): void {
    if (this.#last !== null) this.#spare = this.#last.page.fill(0);
    this.#pages.clear();
    this.#last = null;
  }

  #page(number: number): Uint32Array | null {
    let page = this.#pages.get(number);
    if (page === undefined) {
      if (this.#pages.size >= MOST_PAGES) return null;
      this.#pages.set(number, (page = this.#spare ?? new Uint32Array(PAGE_WORDS)));
      this.#spare = null;
    }
    this.#last = { number, page };
    return page;
  }
}
