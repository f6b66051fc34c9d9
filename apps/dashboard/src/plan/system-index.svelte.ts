import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';
import { SYSTEM_LOOKUP_LIMIT } from './limits.ts';

const PAGE = 1000;
/** Pages between two pictures: each colours everything anew. */
const PAGES_SHOWN = 4;

/** Which system each segment belongs to: spatial documents do not say, so the segments are read page by page. */
export class SystemIndex {
  readonly #client: ApiClient;
  readonly #projectId: string;
  readonly #controller = new AbortController();
  readonly #systems = new Map<string, string | null>();
  #loaded = $state(0);
  #state = $state<'idle' | 'loading' | 'done' | 'partial' | 'failed'>('idle');
  #error = $state.raw<ApiError | null>(null);

  constructor(client: ApiClient, projectId: string) {
    this.#client = client;
    this.#projectId = projectId;
  }

  /** Number of segments known. */
  get loaded(): number {
    return this.#loaded;
  }

  /** partial: the project has more segments than are looked up. */
  get state(): 'idle' | 'loading' | 'done' | 'partial' | 'failed' {
    return this.#state;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  /** The system, null where the segment has none, undefined where it is not known. */
  systemOf(segmentId: string): string | null | undefined {
    return this.#loaded === 0 ? undefined : this.#systems.get(segmentId);
  }

  /** Reads the segments unless that has been done. */
  async load(): Promise<void> {
    if (this.#state !== 'idle' && this.#state !== 'failed') return;
    this.#state = 'loading';
    try {
      let cursor: string | null = null;
      let pages = 0;
      do {
        const page: Awaited<ReturnType<ApiClient['segments']>> = await this.#client.segments(
          this.#projectId,
          cursor,
          PAGE,
          this.#controller.signal,
        );
        for (const segment of page.items) this.#systems.set(segment.id, segment.system);
        pages += 1;
        if (pages % PAGES_SHOWN === 0) this.#loaded = this.#systems.size;
        cursor = page.nextCursor;
      } while (cursor !== null && this.#systems.size < SYSTEM_LOOKUP_LIMIT);
      this.#loaded = this.#systems.size;
      this.#state = cursor === null ? 'done' : 'partial';
    } catch (error) {
      if (isAbort(error)) return;
      this.#error = asApiError(error);
      this.#state = 'failed';
    }
  }

  close(): void {
    this.#controller.abort();
    this.#systems.clear();
  }
}
