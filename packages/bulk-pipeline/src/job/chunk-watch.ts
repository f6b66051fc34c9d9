import { type Logger } from '@sizewise/shared';

import { LeaseLostError } from '../errors.ts';
import { type ChunkLedger, type ClaimedChunk } from './chunk-ledger.ts';

/** A cancel in another process takes effect within this time, milliseconds. */
const POLL_MS = 1000;

/** Notices that leases of chunks at work here were taken away: by a cancel, a failure or a removal in another process. */
export class ChunkWatch {
  readonly #ledger: ChunkLedger;
  readonly #logger: Logger;
  readonly #atWork = new Map<ClaimedChunk, AbortController>();
  #timer: NodeJS.Timeout | null = null;

  constructor(ledger: ChunkLedger, logger: Logger) {
    this.#ledger = ledger;
    this.#logger = logger;
  }

  /** A signal that aborts with LeaseLostError; the chunk is watched until it is disposed of. */
  follow(chunk: ClaimedChunk): { readonly signal: AbortSignal } & Disposable {
    const controller = new AbortController();
    this.#atWork.set(chunk, controller);
    this.#timer ??= setInterval(() => {
      void this.#look().catch((error: unknown) =>
        this.#logger.debug({ err: error }, 'Leases of chunks could not be looked at'),
      );
    }, POLL_MS).unref();
    return { signal: controller.signal, [Symbol.dispose]: () => this.#leave(chunk) };
  }

  #leave(chunk: ClaimedChunk): void {
    this.#atWork.delete(chunk);
    if (this.#atWork.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  async #look(): Promise<void> {
    const lost = await this.#ledger.lost([...this.#atWork.keys()]);
    for (const chunk of lost) this.#atWork.get(chunk)?.abort(new LeaseLostError(chunk.importId, chunk.chunk));
  }
}
