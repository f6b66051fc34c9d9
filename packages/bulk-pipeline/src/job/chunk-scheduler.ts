import { type AppError, type Logger } from '@sizewise/shared';

import { type ChunkLedger, type ClaimedChunk } from './chunk-ledger.ts';

/** Runs one chunk to its end; rejects with an AppError. */
export type RunChunk = (chunk: ClaimedChunk) => Promise<void>;

/** What hands out the chunks. */
type Ledger = Pick<ChunkLedger, 'claim' | 'reclaim' | 'heartbeat' | 'giveBack'>;

const HEARTBEAT_MS = 10_000;
const POLL_MS = 1000;
const RECLAIM_MS = 5000;
const MAX_DELAY_SECONDS = 10;
// Faults of servers pass: about ten minutes at the longest delay. Other faults do not pass by repeating.
const MAX_ATTEMPTS = { passing: 60, other: 3 } as const;

/** Keeps the workers of this process busy with chunks of all running imports. */
export class ChunkScheduler implements AsyncDisposable {
  readonly #ledger: Ledger;
  readonly #run: RunChunk;
  readonly #onFailed: (chunk: ClaimedChunk, error: AppError) => Promise<void>;
  readonly #slots: () => number;
  readonly #logger: Logger;
  readonly #active = new Map<Promise<void>, ClaimedChunk>();
  /** Failed attempts that the ledger does not know of yet: it could not be reached. */
  readonly #unsettled: { chunk: ClaimedChunk; error: AppError }[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #filling: Promise<void> | null = null;
  #again = false;
  /** Slots that other work of imports has, or is next to have. */
  #held = 0;
  #reclaimedAt = -Infinity;
  #closed = false;

  constructor(
    ledger: Ledger,
    run: RunChunk,
    options: {
      /** Chunks that may be at work now. */
      slots: () => number;
      onFailed: (chunk: ClaimedChunk, error: AppError) => Promise<void>;
      logger: Logger;
    },
  ) {
    this.#ledger = ledger;
    this.#run = run;
    this.#slots = options.slots;
    this.#onFailed = options.onFailed;
    this.#logger = options.logger;
  }

  /** Chunks at work in this process. */
  get active(): number {
    return this.#active.size;
  }

  /**
   * Keeps one slot from chunks until it is disposed of: what needs a thread only briefly, as the plan of a small import
   * does, has the next one, and the chunks that follow from it are there when the slot is filled again.
   */
  holdSlot(): Disposable {
    this.#held++;
    return {
      [Symbol.dispose]: () => {
        this.#held--;
        this.wake();
      },
    };
  }

  /** Looks for work now and from then on. */
  start(): void {
    if (this.#timers.length > 0) return;
    this.#timers.push(
      setInterval(() => this.wake(), POLL_MS),
      setInterval(
        () =>
          void this.#ledger
            .heartbeat([...this.#active.values()])
            .catch((error: unknown) => this.#warn(error)),
        HEARTBEAT_MS,
      ),
    );
    for (const timer of this.#timers) timer.unref();
  }

  /** There may be new work: fills the free slots. */
  wake(): void {
    if (this.#closed) return;
    this.#again = true;
    this.#filling ??= this.#fill()
      .catch((error: unknown) => this.#warn(error))
      .finally(() => {
        this.#filling = null;
        // A call since the last look would wait for the next poll otherwise.
        if (this.#again) this.wake();
      });
  }

  /** Waits until no chunk of this import is at work in this process; the caller aborts them first. */
  async settled(importId: string): Promise<void> {
    await this.#filling;
    await Promise.all(
      [...this.#active].filter(([, chunk]) => chunk.importId === importId).map(([work]) => work),
    );
  }

  /** Waits for the chunks at work; the caller aborts them first where that must be quick. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#filling;
    await Promise.all(this.#active.keys());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #fill(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      await this.#settleMissed();
      while (this.#active.size + this.#held < this.#slots() && !this.#closed) {
        const chunk = (await this.#ledger.claim()) ?? (await this.#reclaim());
        if (!chunk) break;
        const work: Promise<void> = this.#attempt(chunk).finally(() => {
          this.#active.delete(work);
          this.wake();
        });
        this.#active.set(work, chunk);
      }
    }
  }

  /** Now and then, while there is nothing to claim: takes back what is leased here and that nobody is at. */
  async #reclaim(): Promise<ClaimedChunk | null> {
    const now = performance.now();
    if (now - this.#reclaimedAt < RECLAIM_MS) return null;
    this.#reclaimedAt = now;
    const found = await this.#ledger.reclaim([...this.#active.values()]);
    if (found === 0) return null;
    this.#logger.warn({ chunks: found }, 'Chunks were leased here and nobody was at them');
    return this.#ledger.claim();
  }

  async #attempt(chunk: ClaimedChunk): Promise<void> {
    try {
      await this.#run(chunk);
    } catch (error) {
      await this.#settle(chunk, error as AppError).catch((fault: unknown) => {
        this.#warn(fault);
        this.#unsettled.push({ chunk, error: error as AppError });
      });
    }
  }

  /** Tells the ledger what it missed; without that, such a chunk would wait for its lease to run out. */
  async #settleMissed(): Promise<void> {
    for (let missed = this.#unsettled[0]; missed; missed = this.#unsettled[0]) {
      await this.#settle(missed.chunk, missed.error);
      this.#unsettled.shift();
    }
  }

  async #settle(chunk: ClaimedChunk, error: AppError): Promise<void> {
    if (error.code === 'lease_lost' || error.code === 'import_cancelled') return;
    const most = error.retryable ? MAX_ATTEMPTS.passing : MAX_ATTEMPTS.other;
    const isFault = error.retryable || error.code === 'chunk_failed';
    if (!isFault || chunk.attempts >= most) {
      await this.#onFailed(chunk, error);
      return;
    }
    const delay = Math.min(MAX_DELAY_SECONDS, 0.25 * 2 ** chunk.attempts);
    const { importId, chunk: number, attempts } = chunk;
    this.#logger.warn(
      { importId, chunk: number, attempts, delay, err: error },
      'Chunk failed and will be tried again',
    );
    await this.#ledger.giveBack(chunk, { code: error.code, detail: error.message }, delay);
  }

  #warn(error: unknown): void {
    this.#logger.warn({ err: error }, 'The ledger could not be reached');
  }
}
