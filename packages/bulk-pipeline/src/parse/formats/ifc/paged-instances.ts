import { ABSENT, type InstanceArrays, type InstanceTable, type Offsets } from './instance-table.ts';

/** Reads one page of a section: elements from `first` on, as many as fit and there are. */
export type ReadSection = (target: Uint16Array | Uint32Array | Float64Array, first: number) => void;

/** The sections of an index file that hold its instances; `ids` is null where a place is the id itself. */
export interface InstanceSections {
  readonly ids: ReadSection | null;
  readonly offsets: ReadSection;
  readonly classes: ReadSection;
  /** Places in each section. */
  readonly length: number;
  /** Whether offsets take 8 bytes and not 4. */
  readonly wide: boolean;
}

type Page = Omit<InstanceArrays, 'count'>;

const PAGE_BITS = 13;
const PAGE_LENGTH = 1 << PAGE_BITS;
const PAGE_MASK = PAGE_LENGTH - 1;
/** Half a million instances for each 3 MiB: files of a hundred megabytes stay whole. */
const CACHE_BYTES = 16 * 1024 * 1024;

/** A table that stays on disk but for the pages used last, so that memory does not grow with the file. */
export class PagedInstances implements InstanceTable {
  readonly #sections: InstanceSections;
  readonly #pages: (Page | null)[];
  readonly #loaded: number[] = [];
  readonly #maxPages: number;
  #oldest = 0;

  /** @param cacheBytes of pages that are kept */
  constructor(sections: InstanceSections, cacheBytes = CACHE_BYTES) {
    this.#sections = sections;
    const pages = Math.ceil(sections.length / PAGE_LENGTH);
    this.#pages = Array.from({ length: pages }, () => null);
    const width = (sections.ids === null ? 0 : 4) + (sections.wide ? 8 : 4) + 2;
    this.#maxPages = Math.max(2, Math.floor(cacheBytes / (PAGE_LENGTH * width)));
  }

  offsetOf(id: number): number {
    const place = this.#find(id);
    if (place < 0) return -1;
    const { offsets, classes } = this.#page(place);
    return classes[place & PAGE_MASK] === ABSENT ? -1 : (offsets[place & PAGE_MASK] as number);
  }

  classOf(id: number): number {
    const place = this.#find(id);
    return place < 0 ? ABSENT : (this.#page(place).classes[place & PAGE_MASK] as number);
  }

  /** The place of an id, or -1 where it can have none. */
  #find(id: number): number {
    const { ids, length } = this.#sections;
    if (ids === null) return id < length ? id : -1;
    let low = 0;
    let high = length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const found = this.#page(middle).ids?.[middle & PAGE_MASK] as number;
      if (found === id) return middle;
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #page(place: number): Page {
    return this.#pages[place >>> PAGE_BITS] ?? this.#load(place >>> PAGE_BITS);
  }

  #load(number: number): Page {
    const { ids, offsets, classes } = this.#sections;
    const page = this.#spare(number);
    const first = number * PAGE_LENGTH;
    if (page.ids !== null) ids?.(page.ids, first);
    offsets(page.offsets, first);
    classes(page.classes, first);
    this.#pages[number] = page;
    return page;
  }

  /** Memory for a page: that of the page loaded first, once there are as many as may be. */
  #spare(number: number): Page {
    if (this.#loaded.length < this.#maxPages) {
      this.#loaded.push(number);
      return this.#empty();
    }
    const given = this.#loaded[this.#oldest] as number;
    this.#loaded[this.#oldest] = number;
    this.#oldest = (this.#oldest + 1) % this.#maxPages;
    const page = this.#pages[given] ?? this.#empty();
    this.#pages[given] = null;
    return page;
  }

  #empty(): Page {
    const { ids, wide } = this.#sections;
    const offsets: Offsets = wide ? new Float64Array(PAGE_LENGTH) : new Uint32Array(PAGE_LENGTH);
    return {
      ids: ids === null ? null : new Uint32Array(PAGE_LENGTH),
      offsets,
      classes: new Uint16Array(PAGE_LENGTH),
    };
  }
}
