import { ApiError } from '../api/api-error.ts';
import { type PlanKind } from './plan-kinds.ts';
import { type PlanTile } from './plan-tile.ts';
import { type PackAnswer, type PackRequest } from './tile-messages.ts';

/** Turns bytes of tiles into what is drawn, in a worker of its own, one after the other. */
export class TilePacker {
  readonly #worker: Worker;
  readonly #closed = new AbortController();
  readonly #kinds: PlanKind[] = [];
  #drawings: PackRequest['drawings'] = null;
  /** Ends when the tile before has been packed. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param worker answers each request in turn, as tile-worker.ts does */
  constructor(worker: Worker = startWorker()) {
    this.#worker = worker;
  }

  /** Every kind so far, by its index. */
  get kinds(): readonly PlanKind[] {
    return this.#kinds;
  }

  /** Takes over which drawing each import belongs to, for the tiles that come from now on. */
  setDrawings(drawings: Iterable<readonly [importId: string, drawingId: string]>): void {
    this.#drawings = [...drawings];
  }

  /**
   * @param bytes are the worker's afterwards
   * @throws AbortError for a tile that is not wanted any more
   * @throws ApiError `malformed_tile`, or `worker_failed` where the browser runs no worker
   */
  async pack(bytes: ArrayBuffer, signal: AbortSignal): Promise<PlanTile> {
    const packed = this.#last.then(() => this.#pack(bytes, signal));
    this.#last = packed.catch(() => undefined);
    return packed;
  }

  close(): void {
    this.#closed.abort();
    this.#worker.terminate();
  }

  async #pack(bytes: ArrayBuffer, signal: AbortSignal): Promise<PlanTile> {
    signal.throwIfAborted();
    const answer = await this.#ask(bytes);
    if ('failure' in answer) {
      throw new ApiError({ code: answer.failure.code, detail: answer.failure.message });
    }
    // Later tiles count on these kinds, whether this one is still wanted or not.
    this.#kinds.push(...answer.newKinds);
    signal.throwIfAborted();
    return { ...answer.packed, kinds: this.#kinds };
  }

  async #ask(bytes: ArrayBuffer): Promise<PackAnswer> {
    const request: PackRequest = { drawings: this.#drawings, bytes };
    this.#drawings = null;
    const { promise, resolve, reject } = Promise.withResolvers<PackAnswer>();
    const answered = new AbortController();
    const options = { signal: answered.signal };
    this.#worker.addEventListener('message', ({ data }: MessageEvent<PackAnswer>) => resolve(data), options);
    this.#worker.addEventListener(
      'error',
      ({ message }) =>
        reject(new ApiError({ code: 'worker_failed', detail: `The plan's worker ended: ${message}` })),
      options,
    );
    const end = (): void => reject(new DOMException('The plan was closed', 'AbortError'));
    if (this.#closed.signal.aborted) end();
    this.#closed.signal.addEventListener('abort', end, options);
    this.#worker.postMessage(request, [bytes]);
    try {
      return await promise;
    } finally {
      answered.abort();
    }
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./tile-worker.ts', import.meta.url), { type: 'module' });
}
