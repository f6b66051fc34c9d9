import { type Import, type ImportProgress } from '@sizewise/shared';
import { SvelteMap } from 'svelte/reactivity';

import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';
import { EventFeed, type FeedState } from '../api/event-feed.ts';
import { isLive, type KnownImport } from '../lib/import-progress.ts';

const POLL_LIVE = 2000;
const POLL_IDLE = 15_000;
const PAGE = 50;
/** A browser opens six connections to a server: these, the metrics and an upload leave two for requests. */
const MOST_FEEDS = 2;

/** The imports of one project: the list by polling, the live ones that are on top by their event streams. */
export class ProjectImports {
  readonly projectId: string;
  readonly #client: ApiClient;
  readonly #controller = new AbortController();
  readonly #feeds = new Map<string, EventFeed>();
  readonly #live = new SvelteMap<string, KnownImport>();
  #listed = $state.raw<readonly Import[] | null>(null);
  #cursor = $state.raw<string | null>(null);
  #error = $state.raw<ApiError | null>(null);
  #feedState = $state<FeedState>('live');
  #published = $state(0);
  #focus = $state<string | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #items = $derived(this.#listed?.map((item) => this.#live.get(item.id) ?? item) ?? null);

  constructor(client: ApiClient, projectId: string) {
    this.#client = client;
    this.projectId = projectId;
    void this.refresh();
  }

  /** Newest first; null until the first answer. */
  get items(): readonly KnownImport[] | null {
    return this.#items;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  /** State of the event streams; what is shown may be old while it is not live. */
  get feedState(): FeedState {
    return this.#feedState;
  }

  /** Grows each time what is published has changed: a plan then loads again. */
  get published(): number {
    return this.#published;
  }

  get hasMore(): boolean {
    return this.#cursor !== null;
  }

  /** The import that a page of its own shows; it gets a stream before all others. */
  focus(id: string | null): void {
    this.#focus = id;
    this.#followLive();
  }

  find(id: string): KnownImport | null {
    return this.#items?.find((item) => item.id === id) ?? null;
  }

  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    const { signal } = this.#controller;
    try {
      const page = await this.#client.imports({ projectId: this.projectId, limit: PAGE }, signal);
      const focused = this.#focus;
      const known = new Set(page.items.map((item) => item.id));
      const older = (this.#listed ?? []).filter(
        (item) => !known.has(item.id) && this.#olderThan(item, page.items),
      );
      const missing =
        focused !== null && !known.has(focused) ? [await this.#client.import(focused, signal)] : [];
      this.#take([...page.items, ...missing, ...older.filter((item) => item.id !== focused)]);
      if (older.length === 0) this.#cursor = page.nextCursor;
      this.#error = null;
    } catch (error) {
      if (isAbort(error)) return;
      this.#error = asApiError(error);
    }
    if (signal.aborted) return;
    // Another refresh may have ended meanwhile: one poll goes on, not two.
    clearTimeout(this.#timer);
    const delay = this.#listed?.some((item) => isLive(item.status)) ? POLL_LIVE : POLL_IDLE;
    this.#timer = setTimeout(() => void this.refresh(), delay);
  }

  async loadMore(): Promise<void> {
    const page = await this.#client.imports(
      { projectId: this.projectId, limit: PAGE, cursor: this.#cursor },
      this.#controller.signal,
    );
    this.#cursor = page.nextCursor;
    this.#take([...(this.#listed ?? []), ...page.items]);
  }

  async cancel(id: string): Promise<void> {
    await this.#client.cancelImport(id);
    await this.refresh();
  }

  async retry(id: string): Promise<void> {
    await this.#client.retryImport(id);
    await this.refresh();
  }

  async remove(id: string): Promise<void> {
    await this.#client.removeImport(id);
    if (this.#focus === id) this.#focus = null;
    this.#listed = this.#listed?.filter((item) => item.id !== id) ?? null;
    this.#published += 1;
    await this.refresh();
  }

  /** Rows of a published import have been added: what is shown of the project is read again. */
  async rowsAdded(): Promise<void> {
    this.#published += 1;
    await this.refresh();
  }

  close(): void {
    this.#controller.abort();
    clearTimeout(this.#timer);
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
  }

  #take(items: readonly Import[]): void {
    const before = new Map(this.#listed?.map((item) => [item.id, item.status]));
    const changed = items.some((item) => item.status === 'completed' && before.get(item.id) !== 'completed');
    if (this.#listed !== null && changed) this.#published += 1;
    for (const item of items) {
      if (!isLive(item.status)) this.#live.delete(item.id);
    }
    this.#listed = items;
    this.#followLive();
  }

  /** Items of later pages stay listed while the first page is polled. */
  #olderThan(item: Import, page: readonly Import[]): boolean {
    const last = page.at(-1);
    return last !== undefined && item.createdAt < last.createdAt;
  }

  #followLive(): void {
    const live = (this.#listed ?? []).filter((item) => item.status === 'queued' || item.status === 'running');
    const first = live.filter((item) => item.id === this.#focus || item.status === 'running');
    const wanted = new Set([...first, ...live].slice(0, MOST_FEEDS).map((item) => item.id));
    for (const [id, feed] of this.#feeds) {
      if (wanted.has(id)) continue;
      feed.close();
      this.#feeds.delete(id);
    }
    for (const id of wanted) {
      if (!this.#feeds.has(id)) this.#feeds.set(id, this.#open(id));
    }
  }

  #open(id: string): EventFeed {
    return new EventFeed({
      url: `/api/imports/${id}/events`,
      events: {
        progress: (data) => this.#live.set(id, data as ImportProgress),
        end: (data) => {
          this.#live.set(id, data as Import);
          this.#feeds.get(id)?.close();
          this.#feeds.delete(id);
          void this.refresh();
        },
      },
      onState: (state) => {
        if (state !== 'closed') this.#feedState = state;
      },
    });
  }
}
