import { type Kernel, KERNEL_BYTES, openKernel } from './kernel/open-kernel.ts';
import { readFully } from './read-fully.ts';

/** Bytes of the file around one offset: `buffer[start]` is the byte asked for, valid up to `end`. */
export interface FileWindow {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Where what the kernel reads from pages goes: as much memory lies in front of them, and two words in front of that. */
export const SCRATCH = { from: KERNEL_BYTES + 8, bytes: 256 * 1024 };
const PAGES_FROM = SCRATCH.from + SCRATCH.bytes;

const PAGE_BYTES = 256 * 1024;
/** A page carries this many bytes of the next, so that a common instance is never cut by a page's end. */
const OVERHANG_BYTES = 16 * 1024;
/** The kernel loads this many bytes at once, also from the last one on. */
const SLACK_BYTES = 64;
const DEFAULT_CACHE_BYTES = 8 * 1024 * 1024;

/**
 * Random reads of one file through pages, the least recently used of which are given up within a fixed budget. They lie in
 * one memory with a kernel, and a place in a window is an address there.
 */
export class FilePages {
  readonly kernel: Kernel;
  readonly memory: ArrayBuffer;
  readonly #fd: number;
  readonly #bytes: number;
  readonly #pageBytes: number;
  readonly #slotBytes: number;
  readonly #buffer: Buffer;
  /** The slot of memory, plus one, that each page of the file is in; 0 is none. */
  readonly #slots: Uint16Array;
  /** Of each slot: its page, where its bytes end, and when it was turned to last. */
  readonly #numbers: number[] = [];
  readonly #ends: number[] = [];
  readonly #turned: number[] = [];
  readonly #maxSlots: number;
  #turns = 0;
  #number = -1;
  #start = 0;
  #end = 0;

  /** A file within `cacheBytes` is one page. */
  constructor(fd: number, bytes: number, cacheBytes = DEFAULT_CACHE_BYTES) {
    const fits = bytes <= cacheBytes;
    this.#fd = fd;
    this.#bytes = bytes;
    this.#pageBytes = fits ? Math.max(1, bytes) : PAGE_BYTES;
    this.#maxSlots = fits ? 1 : Math.max(2, Math.floor(cacheBytes / (PAGE_BYTES + OVERHANG_BYTES)));
    this.#slotBytes = this.#pageBytes + (fits ? 0 : OVERHANG_BYTES) + SLACK_BYTES;
    this.#slots = new Uint16Array(Math.ceil(bytes / this.#pageBytes) + 1);
    const { kernel, memory } = openKernel(PAGES_FROM + this.#maxSlots * this.#slotBytes);
    this.kernel = kernel;
    this.memory = memory;
    this.#buffer = Buffer.from(memory);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The cached bytes from an offset on: at least OVERHANG_BYTES of them, or those up to the end of the file. */
  window(offset: number): FileWindow {
    const number = Math.floor(offset / this.#pageBytes);
    if (number !== this.#number) this.#turn(number);
    return { buffer: this.#buffer, start: this.#start + offset - number * this.#pageBytes, end: this.#end };
  }

  /** Reads past the cache, for an instance longer than a page's overhang. */
  read(offset: number, target: Buffer): number {
    return readFully(this.#fd, target, offset);
  }

  #turn(number: number): void {
    const slot = (this.#slots[number] ?? 0) - 1;
    const turned = slot < 0 ? this.#load(number) : slot;
    this.#turned[turned] = ++this.#turns;
    this.#number = number;
    this.#start = this.#startOf(turned);
    this.#end = this.#ends[turned] as number;
  }

  #startOf(slot: number): number {
    return PAGES_FROM + slot * this.#slotBytes;
  }

  #load(number: number): number {
    const slot = this.#spare();
    const offset = number * this.#pageBytes;
    const start = this.#startOf(slot);
    const wanted = Math.max(0, Math.min(this.#slotBytes - SLACK_BYTES, this.#bytes - offset));
    this.#ends[slot] = start + readFully(this.#fd, this.#buffer.subarray(start, start + wanted), offset);
    this.#numbers[slot] = number;
    this.#slots[number] = slot + 1;
    return slot;
  }

  /** A slot that is free, or that of the page turned to longest ago. */
  #spare(): number {
    if (this.#numbers.length < this.#maxSlots) return this.#numbers.length;
    let oldest = 0;
    for (let slot = 1; slot < this.#maxSlots; slot++) {
      if ((this.#turned[slot] as number) < (this.#turned[oldest] as number)) oldest = slot;
    }
    this.#slots[this.#numbers[oldest] as number] = 0;
    return oldest;
  }
}
