import { closeSync, openSync, readSync, writeSync } from 'node:fs';

import { type BlockEntry } from './drawing-index.ts';

/** Numbers of one row: two halves of the name's hash, start, end, line, base point. */
const FIELDS = 8;
const ROW_BYTES = 8 * FIELDS;
const PAGE_ROWS = 64;
const PAGE_BYTES = PAGE_ROWS * ROW_BYTES;
const PAGES_KEPT = 256;
const ENTRIES_KEPT = 4096;

const FNV_PRIME = 0x01000193;

/** 64 bits of FNV-1a in two numbers: names are compared by them, since a large drawing has too many to keep. */
function hashOf(name: string): readonly [number, number] {
  const key = name.toLowerCase();
  let high = 0x811c9dc5;
  let low = 0x1b873593;
  for (let i = 0; i < key.length; i += 1) {
    const unit = key.charCodeAt(i);
    high = Math.imul(high ^ unit, FNV_PRIME);
    low = Math.imul(low ^ unit, FNV_PRIME);
    low ^= low >>> 15;
  }
  return [high >>> 0, low >>> 0];
}

/** Gathers the blocks of a drawing, 64 bytes for each. */
export class BlockTableBuilder {
  #rows = new Float64Array(FIELDS * PAGE_ROWS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add({ name, start, end, line, base }: BlockEntry): void {
    if (FIELDS * (this.#count + 1) > this.#rows.length) {
      const more = new Float64Array(this.#rows.length * 2);
      more.set(this.#rows);
      this.#rows = more;
    }
    this.#rows.set([...hashOf(name), start, end, line, ...base], FIELDS * this.#count);
    this.#count += 1;
  }

  /** Writes the rows by hash, of one name the last definition first; then the first hash of every page. */
  write(path: string): void {
    const rows = this.#rows;
    const at = (row: number, field: number): number => rows[FIELDS * row + field] ?? 0;
    const order = Uint32Array.from({ length: this.#count }, (_, row) => row);
    order.sort((a, b) => at(a, 0) - at(b, 0) || at(a, 1) - at(b, 1) || b - a);
    const fence = new Float64Array(Math.ceil(this.#count / PAGE_ROWS));
    const page = new Float64Array(FIELDS * PAGE_ROWS);
    const fd = openSync(path, 'w');
    try {
      for (let first = 0; first < this.#count; first += PAGE_ROWS) {
        const inPage = order.subarray(first, first + PAGE_ROWS);
        for (const [i, row] of inPage.entries()) {
          page.set(rows.subarray(FIELDS * row, FIELDS * (row + 1)), FIELDS * i);
        }
        fence[first / PAGE_ROWS] = page[0] ?? 0;
        writeSync(fd, new Uint8Array(page.buffer, 0, inPage.length * ROW_BYTES));
      }
      writeSync(fd, new Uint8Array(fence.buffer));
    } finally {
      closeSync(fd);
    }
  }
}

/** The blocks of a drawing, read from the file that a builder wrote: memory does not grow with their number. */
export class BlockTable implements Disposable {
  readonly #path: string;
  readonly #count: number;
  readonly #pages = new Map<number, Float64Array>();
  readonly #entries = new Map<string, BlockEntry | null>();
  #fence: Float64Array | null = null;
  #fd: number | null = null;

  constructor(path: string, count: number) {
    this.#path = path;
    this.#count = count;
  }

  /** The last definition of a name, whatever its case. */
  find(name: string): BlockEntry | null {
    const kept = this.#entries.get(name);
    if (kept !== undefined) return kept;
    if (this.#entries.size >= ENTRIES_KEPT) this.#entries.clear();
    const found = this.#count === 0 ? null : this.#search(name);
    this.#entries.set(name, found);
    return found;
  }

  /** Closes the file; it is opened again when a block is asked for. */
  [Symbol.dispose](): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }

  #search(name: string): BlockEntry | null {
    const [high, low] = hashOf(name);
    this.#fence ??= this.#readNumbers(this.#count * ROW_BYTES, Math.ceil(this.#count / PAGE_ROWS));
    // Rows of one hash may begin on the page before the first that begins with it.
    let number = Math.max(0, firstAtLeast(this.#fence, high) - 1);
    for (; number < this.#fence.length && (this.#fence[number] ?? 0) <= high; number += 1) {
      const page = this.#page(number);
      for (let i = 0; i < page.length; i += FIELDS) {
        if (page[i] !== high || page[i + 1] !== low) continue;
        const [start = 0, end = 0, line = 0, x = 0, y = 0, z = 0] = page.subarray(i + 2, i + FIELDS);
        return { name, start, end, line, base: [x, y, z] };
      }
    }
    return null;
  }

  #page(number: number): Float64Array {
    const kept = this.#pages.get(number);
    if (kept !== undefined) return kept;
    if (this.#pages.size >= PAGES_KEPT) this.#pages.clear();
    const rows = Math.min(PAGE_ROWS, this.#count - number * PAGE_ROWS);
    const page = this.#readNumbers(number * PAGE_BYTES, rows * FIELDS);
    this.#pages.set(number, page);
    return page;
  }

  #readNumbers(offset: number, count: number): Float64Array {
    this.#fd ??= openSync(this.#path, 'r');
    const numbers = new Float64Array(count);
    readSync(this.#fd, new Uint8Array(numbers.buffer), 0, 8 * count, offset);
    return numbers;
  }
}

/** Index of the first number that is not below; the length where all are. */
function firstAtLeast(sorted: Float64Array, wanted: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
