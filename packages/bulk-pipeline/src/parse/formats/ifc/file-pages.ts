import { readFully } from './read-fully.ts';

/** Bytes of the file around one offset: `buffer[start]` is the byte asked for, valid up to `end`. */
export interface FileWindow {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

const PAGE_BYTES = 256 * 1024;
/** A page carries this many bytes of the next, so that a common instance is never cut by a page's end. */
const OVERHANG_BYTES = 16 * 1024;
const DEFAULT_CACHE_BYTES = 8 * 1024 * 1024;

/** Random reads of one file through pages, the least recently used of which are given up within a fixed budget. */
export class FilePages {
  readonly #fd: number;
  readonly #bytes: number;
  readonly #pageBytes: number;
  readonly #maxPages: number;
  readonly #pages = new Map<number, Buffer>();
  #lastNumber = -1;
  #lastPage: Buffer = Buffer.alloc(0);

  /** A file within `cacheBytes` is one page; else pages of `pageBytes`. */
  constructor(fd: number, bytes: number, cacheBytes = DEFAULT_CACHE_BYTES, pageBytes = PAGE_BYTES) {
    this.#fd = fd;
    this.#bytes = bytes;
    this.#pageBytes = bytes <= cacheBytes ? Math.max(1, bytes) : pageBytes;
    this.#maxPages =
      bytes <= cacheBytes ? 1 : Math.max(2, Math.floor(cacheBytes / (pageBytes + OVERHANG_BYTES)));
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The cached bytes from an offset on: at least OVERHANG_BYTES of them, or those up to the end of the file. */
  window(offset: number): FileWindow {
    const number = Math.floor(offset / this.#pageBytes);
    const page = number === this.#lastNumber ? this.#lastPage : this.#page(number);
    return { buffer: page, start: offset - number * this.#pageBytes, end: page.length };
  }

  /** Reads past the cache, for an instance longer than a page's overhang. */
  read(offset: number, target: Buffer): number {
    return readFully(this.#fd, target, offset);
  }

  #page(number: number): Buffer {
    let page = this.#pages.get(number);
    if (page === undefined) {
      const offset = number * this.#pageBytes;
      // Buffers of their own: a page given up is reused, so that the cache never leans on the garbage collector.
      const wanted = Math.min(this.#pageBytes + OVERHANG_BYTES, this.#bytes - offset);
      const buffer =
        this.#spare() ?? Buffer.allocUnsafeSlow(Math.min(this.#pageBytes + OVERHANG_BYTES, this.#bytes));
      page = buffer.subarray(0, readFully(this.#fd, buffer.subarray(0, wanted), offset));
    } else {
      this.#pages.delete(number);
    }
    this.#pages.set(number, page);
    this.#lastNumber = number;
    this.#lastPage = page;
    return page;
  }

  #spare(): Buffer | null {
    if (this.#pages.size < this.#maxPages) return null;
    const oldest = this.#pages.entries().next().value;
    if (oldest === undefined) return null;
    this.#pages.delete(oldest[0]);
    return Buffer.from(oldest[1].buffer as ArrayBuffer);
  }
}
