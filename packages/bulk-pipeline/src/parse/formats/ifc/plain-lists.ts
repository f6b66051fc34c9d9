import { type FilePages, SCRATCH } from './file-pages.ts';
import { Doubles } from './geometry/doubles.ts';
import { type IdList } from './geometry/id-list.ts';
import { type InstanceTable } from './instance-table.ts';
import { type Kernel } from './kernel/open-kernel.ts';

/** What the kernel writes begins here; in front of it is where it stopped, and how deep in brackets. */
const OUT = SCRATCH.from;
const PLACE = OUT / 4 - 2;
const DEPTH = OUT / 4 - 1;
const DOLLAR = 0x24;
/** Numbers and references of one call: what the processor's first cache holds. */
const CAPACITY = 4096;

/** Filled by one call and copied out of. */
const numbers = new Doubles(4096);

/**
 * Lists of numbers and references as nearly all programs write them, read by a kernel. What is anything else, or not there,
 * gets a null or false, and is left to raw-lists.ts, which takes longer.
 */
export class PlainLists {
  readonly #kernel: Kernel;
  readonly #pages: Pick<FilePages, 'window'>;
  readonly #instances: Pick<InstanceTable, 'offsetOf'>;
  readonly #bytes: Uint8Array;
  readonly #words: Uint32Array;
  readonly #doubles: Float64Array;
  /** Where a list is read on, in the file and in memory. */
  #offset = 0;
  #at = 0;
  #end = 0;
  #depth = 0;

  constructor(
    pages: Pick<FilePages, 'kernel' | 'memory' | 'window'>,
    instances: Pick<InstanceTable, 'offsetOf'>,
  ) {
    this.#kernel = pages.kernel;
    this.#pages = pages;
    this.#instances = instances;
    this.#bytes = new Uint8Array(pages.memory);
    this.#words = new Uint32Array(pages.memory, 0, OUT / 4 + CAPACITY);
    this.#doubles = new Float64Array(pages.memory, OUT, CAPACITY);
  }

  /** Adds the coordinates of a cartesian point or the ratios of a direction, three with those that are absent as 0. */
  addPoint(id: number, coords: Doubles): boolean {
    if (!this.#find(id) || !this.#kernel.readPoint(this.#at, this.#end, OUT)) return false;
    for (let i = 0; i < 3; i++) coords.push(this.#doubles[i] as number);
    return true;
  }

  /** Adds every reference of an instance to a list. */
  addAllRefs(id: number, list: IdList): boolean {
    return this.#begin(id, 0) && this.#addRefs(list, true);
  }

  /** Adds every reference in parameter `index` of an instance to a list. */
  addRefs(id: number, index: number, list: IdList): boolean {
    return this.#begin(id, index) && this.#addRefs(list, false);
  }

  #addRefs(list: IdList, whole: boolean): boolean {
    const before = list.length;
    do {
      const count = this.#kernel.readRefs(this.#at, this.#end, OUT, CAPACITY, this.#depth, whole);
      for (let i = 0; i < count; i++) list.push(this.#words[OUT / 4 + i] as number);
    } while (this.#goesOn());
    if (this.#depth > 0) list.length = before;
    return this.#depth === 0;
  }

  /** The numbers of the list that is parameter `index` of an instance, at any depth; NaN alone where it is `$`. */
  numbers(id: number, index: number): Float64Array | null {
    if (!this.#begin(id, index)) return null;
    if (this.#bytes[this.#at] === DOLLAR) return Float64Array.of(NaN);
    numbers.clear();
    do {
      const count = this.#kernel.readNumbers(this.#at, this.#end, OUT, CAPACITY, this.#depth);
      numbers.append(this.#doubles, count);
    } while (this.#goesOn());
    return this.#depth === 0 ? numbers.copy() : null;
  }

  /**
   * Marks the one-based places that parameter `index` names, the last one that is there, where all of them are whole numbers
   * within `used`.
   */
  mark(id: number, index: number, used: Uint8Array): boolean {
    if (used.length > SCRATCH.bytes || !this.#begin(id, index)) return false;
    this.#bytes.fill(0, OUT, OUT + used.length);
    do {
      this.#kernel.markIndices(this.#at, this.#end, OUT, used.length, this.#depth);
    } while (this.#goesOn());
    if (this.#depth > 0) return false;
    used.set(this.#bytes.subarray(OUT, OUT + used.length));
    return true;
  }

  #begin(id: number, index: number): boolean {
    if (!this.#find(id)) return false;
    const begin = this.#kernel.parameter(this.#at, this.#end, index);
    this.#offset += begin - this.#at;
    this.#at = begin;
    this.#depth = 1;
    return begin > 0;
  }

  #find(id: number): boolean {
    this.#offset = this.#instances.offsetOf(id);
    if (this.#offset >= 0) this.#turn();
    return this.#offset >= 0;
  }

  #turn(): void {
    const { start, end } = this.#pages.window(this.#offset);
    this.#at = start;
    this.#end = end;
  }

  /** Turns to where the kernel stopped; false where the list is at its end, or stays where it is. */
  #goesOn(): boolean {
    const place = this.#words[PLACE] as number;
    this.#depth = this.#words[DEPTH] as number;
    if (this.#depth === 0 || place === this.#at) return false;
    this.#offset += place - this.#at;
    this.#turn();
    return true;
  }
}
