import { type PlainInstances } from './plain-scan.ts';

/** Class number of an id that the file does not define. */
export const ABSENT = 0xffff;

/** Above this many table places per instance the table is kept as sorted ids instead, to spare memory. */
const DENSE_RATIO = 2;
const FIRST_CAPACITY = 1 << 16;

export type Offsets = Uint32Array | Float64Array;

/** The instances of one file as arrays: `ids` is null where the place in the arrays is the id itself. */
export interface InstanceArrays {
  readonly ids: Uint32Array | null;
  readonly offsets: Offsets;
  readonly classes: Uint16Array;
  readonly count: number;
}

/** Where each instance stands and of what class it is, by its number. */
export interface InstanceTable {
  /** Byte offset of the `#` of an instance, or -1. */
  offsetOf(id: number): number;
  /** Class number of an instance, or ABSENT. */
  classOf(id: number): number;
}

/** A table that is all in memory. */
export class InstanceList implements InstanceTable {
  readonly arrays: InstanceArrays;

  constructor(arrays: InstanceArrays) {
    this.arrays = arrays;
  }

  /** The place of an id in the arrays, or -1. */
  #find(id: number): number {
    const { ids, classes } = this.arrays;
    if (ids === null) return id < classes.length && classes[id] !== ABSENT ? id : -1;
    let low = 0;
    let high = ids.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = ids[middle] as number;
      if (found === id) return middle;
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  offsetOf(id: number): number {
    const place = this.#find(id);
    return place < 0 ? -1 : (this.arrays.offsets[place] as number);
  }

  classOf(id: number): number {
    const place = this.#find(id);
    return place < 0 ? ABSENT : (this.arrays.classes[place] as number);
  }
}

/** Collects instances in file order; offsets take 4 bytes each up to 4 GiB. */
export class InstanceTableBuilder {
  #wide = false;
  #ids = new Uint32Array(FIRST_CAPACITY);
  #offsets: Offsets = new Uint32Array(FIRST_CAPACITY);
  #classes = new Uint16Array(FIRST_CAPACITY);
  #count = 0;
  #max = 0;
  #ascending = true;

  add(id: number, offset: number, classId: number): void {
    if (this.#count === this.#ids.length) this.#grow();
    if (!this.#wide && offset > 0xffffffff) this.#widen();
    if (this.#count > 0 && id <= (this.#ids[this.#count - 1] as number)) this.#ascending = false;
    this.#ids[this.#count] = id;
    this.#offsets[this.#count] = offset;
    this.#classes[this.#count] = classId;
    this.#count++;
    if (id > this.#max) this.#max = id;
  }

  /** The same for `count` of them, whose offsets are `base` and a place. */
  addAll({ count, ids, places, classes, base }: PlainInstances): void {
    while (this.#count + count > this.#ids.length) this.#grow();
    if (!this.#wide && base + (places[count - 1] as number) > 0xffffffff) this.#widen();
    const first = this.#count;
    const [ownIds, offsets, ownClasses] = [this.#ids, this.#offsets, this.#classes];
    let last = first === 0 ? -1 : (ownIds[first - 1] as number);
    let ascending = this.#ascending;
    let max = this.#max;
    for (let i = 0; i < count; i++) {
      const id = ids[i] as number;
      if (id <= last) ascending = false;
      if (id > max) max = id;
      last = id;
      ownIds[first + i] = id;
      offsets[first + i] = base + (places[i] as number);
      ownClasses[first + i] = classes[i] as number;
    }
    this.#count += count;
    this.#ascending = ascending;
    this.#max = max;
  }

  #widen(): void {
    this.#wide = true;
    this.#offsets = Float64Array.from(this.#offsets);
  }

  #grow(): void {
    const capacity = this.#ids.length * 2;
    const ids = new Uint32Array(capacity);
    ids.set(this.#ids);
    const offsets = this.#wide ? new Float64Array(capacity) : new Uint32Array(capacity);
    offsets.set(this.#offsets);
    const classes = new Uint16Array(capacity);
    classes.set(this.#classes);
    this.#ids = ids;
    this.#offsets = offsets;
    this.#classes = classes;
  }

  /** The table; of instances that share a number the first is kept, and `onDuplicate` hears of the others. */
  build(onDuplicate: (id: number, offset: number, classId: number) => void): InstanceList {
    return this.#max < this.#count * DENSE_RATIO + 1024
      ? this.#dense(onDuplicate)
      : this.#sparse(onDuplicate);
  }

  #dense(onDuplicate: (id: number, offset: number, classId: number) => void): InstanceList {
    const size = this.#max + 1;
    const offsets = this.#wide ? new Float64Array(size) : new Uint32Array(size);
    const classes = new Uint16Array(size).fill(ABSENT);
    let count = 0;
    for (let i = 0; i < this.#count; i++) {
      const id = this.#ids[i] as number;
      const classId = this.#classes[i] as number;
      if (classes[id] !== ABSENT) {
        onDuplicate(id, this.#offsets[i] as number, classId);
        continue;
      }
      offsets[id] = this.#offsets[i] as number;
      classes[id] = classId;
      count++;
    }
    return new InstanceList({ ids: null, offsets, classes, count });
  }

  #sparse(onDuplicate: (id: number, offset: number, classId: number) => void): InstanceList {
    const order = this.#ascending ? null : sortedPlaces(this.#ids, this.#count);
    const ids = new Uint32Array(this.#count);
    const offsets = this.#wide ? new Float64Array(this.#count) : new Uint32Array(this.#count);
    const classes = new Uint16Array(this.#count);
    let count = 0;
    for (let i = 0; i < this.#count; i++) {
      const place = order === null ? i : (order[2 * i] as number);
      const id = this.#ids[place] as number;
      const offset = this.#offsets[place] as number;
      const classId = this.#classes[place] as number;
      if (count > 0 && ids[count - 1] === id) {
        onDuplicate(id, offset, classId);
        continue;
      }
      ids[count] = id;
      offsets[count] = offset;
      classes[count] = classId;
      count++;
    }
    return new InstanceList({
      ids: ids.slice(0, count),
      offsets: offsets.slice(0, count),
      classes: classes.slice(0, count),
      count,
    });
  }
}

/**
 * Sorts the places 0…count-1 by key, places of equal keys in order. Answers pairs [place, key] in one array: a 64-bit
 * view of them is what the engine sorts without a comparator.
 */
export function sortedPlaces(keys: Uint32Array, count: number): Uint32Array {
  const pairs = new Uint32Array(2 * count);
  for (let i = 0; i < count; i++) {
    pairs[2 * i] = i;
    pairs[2 * i + 1] = keys[i] as number;
  }
  new BigUint64Array(pairs.buffer).sort();
  return pairs;
}
