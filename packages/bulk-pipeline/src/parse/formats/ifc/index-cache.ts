import { type CreateBoundsReader } from './element-bounds.ts';
import { type OpenedIndex, openIndex, openKey, type OpenRequest } from './opened-index.ts';

interface Entry {
  readonly key: string;
  readonly opened: Promise<OpenedIndex>;
  users: number;
  stale: boolean;
}

/** An opened index on loan; release it once. */
export interface IndexLease {
  readonly opened: OpenedIndex;
  release(): void;
}

/** Keeps the index that was opened last, since a worker's next chunk is most often of the same file. */
export class IndexCache {
  readonly #createBoundsReader: CreateBoundsReader;
  #last: Entry | null = null;

  constructor(createBoundsReader: CreateBoundsReader) {
    this.#createBoundsReader = createBoundsReader;
  }

  async acquire(request: OpenRequest): Promise<IndexLease> {
    const key = openKey(request);
    if (this.#last?.key !== key) {
      this.#retire();
      this.#last = { key, opened: openIndex(request, this.#createBoundsReader), users: 0, stale: false };
    }
    const entry = this.#last;
    if (entry === null) throw new Error('The cache was emptied while it was filled');
    entry.users++;
    try {
      const opened = await entry.opened;
      return { opened, release: () => this.#release(entry, opened) };
    } catch (error) {
      entry.users--;
      if (this.#last === entry) this.#last = null;
      throw error;
    }
  }

  /** Closes the kept index, at once or when its last user is done. */
  close(): void {
    this.#retire();
  }

  #release(entry: Entry, opened: OpenedIndex): void {
    entry.users--;
    if (entry.stale && entry.users === 0) opened.close();
  }

  #retire(): void {
    const entry = this.#last;
    this.#last = null;
    if (entry === null) return;
    entry.stale = true;
    if (entry.users === 0) {
      entry.opened.then(
        (opened) => opened.close(),
        () => {},
      );
    }
  }
}
