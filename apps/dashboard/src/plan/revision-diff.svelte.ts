import { type DiffItem, DRAWING_CHANGES, type DrawingChange, type DrawingDiff } from '@sizewise/shared';

import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';
import { type Comparison } from './plan-link.ts';

/** Changes that the plan draws and lists; the counts are of all. */
const MOST_CHANGES = 5000;

/** What differs between two revisions of a drawing. */
export class RevisionDiff {
  readonly comparison: Comparison;
  readonly #client: ApiClient;
  readonly #controller = new AbortController();
  #diff = $state.raw<DrawingDiff | null>(null);
  #items = $state.raw<readonly DiffItem[]>([]);
  #loading = $state(true);
  #error = $state.raw<ApiError | null>(null);
  /** Kinds of change that are drawn and listed. */
  shown = $state.raw<ReadonlySet<DrawingChange>>(new Set(DRAWING_CHANGES));
  /** What is shown, one kind of change after the other. */
  readonly visible: readonly DiffItem[] = $derived.by(() =>
    DRAWING_CHANGES.filter((change) => this.shown.has(change)).flatMap((change) =>
      this.#items.filter((item) => item.change === change),
    ),
  );

  constructor(client: ApiClient, comparison: Comparison) {
    this.#client = client;
    this.comparison = comparison;
    void this.load();
  }

  /** Of the whole diff; null until the first answer. */
  get counts(): DrawingDiff['counts'] | null {
    return this.#diff?.counts ?? null;
  }

  get isLoading(): boolean {
    return this.#loading;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  /** True where there are more changes than are drawn. */
  get isCut(): boolean {
    return !this.#loading && this.#diff !== null && this.#diff.nextCursor !== null;
  }

  toggle(change: DrawingChange): void {
    const shown = new Set(this.shown);
    if (!shown.delete(change)) shown.add(change);
    this.shown = shown;
  }

  async load(): Promise<void> {
    const { drawingId, from, to } = this.comparison;
    this.#loading = true;
    this.#error = null;
    this.#items = [];
    try {
      let cursor: string | null = null;
      do {
        const page: DrawingDiff = await this.#client.diff(
          drawingId,
          { from, to, cursor },
          this.#controller.signal,
        );
        this.#diff = page;
        this.#items = [...this.#items, ...page.items];
        cursor = page.nextCursor;
      } while (cursor !== null && this.#items.length < MOST_CHANGES);
    } catch (error) {
      if (isAbort(error)) return;
      this.#error = asApiError(error);
    }
    this.#loading = false;
  }

  close(): void {
    this.#controller.abort();
  }
}
