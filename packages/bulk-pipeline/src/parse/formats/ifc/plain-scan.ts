import { CLASS_NAME_LIMIT } from './class-names.ts';
import { type Kernel, openKernel } from './kernel/open-kernel.ts';

/** Takes one instance: its number, the offset of its `#`, its class, and whether its head cannot be read. */
export type InstanceHandler = (id: number, offset: number, classId: number, broken: boolean) => void;

/** How many bytes before the block stay there, to find the head of an instance that follows a missing `;`. */
export const LOOK_BEHIND = 64;

// What lies where in the memory of the kernel: a table of classes, their names, records, the block.
const SLOTS = 4096;
const SLOT_BYTES = 16;
const NAMES = SLOTS * SLOT_BYTES;
const NAMES_BYTES = 128 * 1024;
/** The word before the records is where a scan stopped. */
const RECORDS = NAMES + NAMES_BYTES + 16;
const CAPACITY = 32_768;
const RECORD_WORDS = 3;
const BEHIND = RECORDS + 4 * RECORD_WORDS * CAPACITY;
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
  readonly #words: Uint32Array;
  /** How many classes the table has: those with a number below. */
  #classes = 0;
  #nextName = NAMES;

  constructor(blockBytes: number) {
    const { kernel, memory } = openKernel(BLOCK + blockBytes + PADDING);
    this.#kernel = kernel;
    this.bytes = new Uint8Array(memory);
    this.block = this.bytes.subarray(BLOCK, BLOCK + blockBytes);
    this.#words = new Uint32Array(memory);
  }

  /**
   * Hands over plain instances from a place between two instances on, and answers where the first that is not plain, or
   * the end, is. Whether it is the end or not, the states of StepScanner go on from there.
   * @param base offset in the file of `bytes[0]`
   */
  scan(from: number, to: number, base: number, onInstance: InstanceHandler): number {
    const words = this.#words;
    let at = from;
    let count: number;
    do {
      count = this.#kernel.scanInstances(at, to, RECORDS, CAPACITY, 0, SLOTS - 1);
      const origin = base + at;
      const end = RECORDS / 4 + count * RECORD_WORDS;
      for (let word = RECORDS / 4; word < end; word += RECORD_WORDS) {
        const offset = origin + (words[word + 1] as number);
        onInstance(words[word] as number, offset, words[word + 2] as number, false);
      }
      at = words[RECORDS / 4 - 1] as number;
    } while (count === CAPACITY);
    return at;
  }

  /** Lets plain instances of a class be found; of a class beyond what the table holds none is plain. */
  addClass(id: number, name: Uint8Array, length: number): void {
    if (id !== this.#classes || 2 * id >= SLOTS || this.#nextName + CLASS_NAME_LIMIT > RECORDS - 16) return;
    this.bytes.set(name.subarray(0, length), this.#nextName);
    this.#kernel.addClass(this.#nextName, length, id, 0, SLOTS - 1);
    this.#nextName += length;
    this.#classes++;
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
