import { CLASS_NAME_LIMIT } from './class-names.ts';
import { type Kernel, KERNEL_BYTES, openKernel } from './kernel/open-kernel.ts';

/** Instances of one stretch as columns, which are used again for the next. */
export interface PlainInstances {
  readonly count: number;
  readonly ids: Uint32Array;
  /** Where each `#` is, from `base` on. */
  readonly places: Uint32Array;
  readonly classes: Uint16Array;
  /** Offset in the file of place 0. */
  readonly base: number;
}

/** How many bytes before the block stay there, to find the head of an instance that follows a missing `;`. */
export const LOOK_BEHIND = 64;

// What lies where in the memory of the kernel: a table of classes, their names, columns, the block.
const SLOTS = 4096;
const SLOT_BYTES = 16;
const TABLE = KERNEL_BYTES;
const NAMES = TABLE + SLOTS * SLOT_BYTES;
const NAMES_BYTES = 128 * 1024;
/** The word before the columns is where a scan stopped. */
const STOPPED = NAMES + NAMES_BYTES;
const COLUMNS = STOPPED + 4;
const CAPACITY = 32_768;
const BEHIND = COLUMNS + (4 + 4 + 2) * CAPACITY;
const BLOCK = BEHIND + LOOK_BEHIND;
/** Zeros behind the block end every head, and are read by loads of 16 bytes. */
const PADDING = 16;

/** The block of a scan and what of it runs in WebAssembly: instances that are plain, and the search for what is not. */
export class PlainScan {
  /** The bytes of the memory; `bytes[start]` is the first of the block. */
  readonly bytes: Uint8Array;
  readonly start = BLOCK;
  /** Where the bytes to scan are put. */
  readonly block: Uint8Array;
  readonly #kernel: Kernel;
  readonly #stopped: Uint32Array;
  readonly #ids: Uint32Array;
  readonly #places: Uint32Array;
  readonly #classes: Uint16Array;
  /** How many classes the table has: those with a number below. */
  #known = 0;
  #nextName = NAMES;

  constructor(blockBytes: number) {
    const { kernel, memory } = openKernel(BLOCK + blockBytes + PADDING);
    this.#kernel = kernel;
    this.bytes = new Uint8Array(memory);
    this.block = this.bytes.subarray(BLOCK, BLOCK + blockBytes);
    this.#stopped = new Uint32Array(memory, STOPPED, 1);
    this.#ids = new Uint32Array(memory, COLUMNS, CAPACITY);
    this.#places = new Uint32Array(memory, COLUMNS + 4 * CAPACITY, CAPACITY);
    this.#classes = new Uint16Array(memory, COLUMNS + 8 * CAPACITY, CAPACITY);
  }

  /**
   * Hands over plain instances from a place between two instances on, and answers where the first that is not plain, or
   * the end, is. Whether it is the end or not, the states of StepScanner go on from there.
   * @param base offset in the file of `bytes[0]`
   */
  scan(from: number, to: number, base: number, onPlain: (instances: PlainInstances) => void): number {
    let at = from;
    let count: number;
    do {
      count = this.#kernel.scanInstances(at, to, COLUMNS, CAPACITY, TABLE, SLOTS - 1);
      if (count > 0) {
        onPlain({ count, ids: this.#ids, places: this.#places, classes: this.#classes, base });
      }
      at = this.#stopped[0] as number;
    } while (count === CAPACITY);
    return at;
  }

  /** Lets plain instances of a class be found; of a class beyond what the table holds none is plain. */
  addClass(id: number, name: Uint8Array, length: number): void {
    if (id !== this.#known || 2 * id >= SLOTS || this.#nextName + CLASS_NAME_LIMIT > STOPPED) return;
    this.bytes.set(name.subarray(0, length), this.#nextName);
    this.#kernel.addClass(this.#nextName, length, id, TABLE, SLOTS - 1);
    this.#nextName += length;
    this.#known++;
  }

  /** The place of the next `;`, `'`, `/` or `=`, or `to`. */
  bodyStop(from: number, to: number): number {
    return this.#kernel.bodyStop(from, to);
  }

  /** The place of the next `'` or line end, or `to`. */
  stringStop(from: number, to: number): number {
    return this.#kernel.stringStop(from, to);
  }

  /** Keeps the last bytes before `to` in front of the next block. */
  keepEnd(to: number): void {
    this.bytes.copyWithin(BEHIND, to - LOOK_BEHIND, to);
  }
}
