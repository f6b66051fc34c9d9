import { type AppError, type Logger } from '@sizewise/shared';

import { type ChunkLedger, type ClaimedChunk } from './chunk-ledger.ts';
import { Turn } from './turn.ts';

/** Prepares one chunk, waits for its turn and runs it to its end; rejects with an AppError. */
export type RunChunk = (chunk: ClaimedChunk, turn: Turn) => Promise<void>;

/** What hands out the chunks. */
type Ledger = Pick<ChunkLedger, 'claim' | 'claimAhead' | 'reclaim' | 'heartbeat' | 'giveBack' | 'release'>;

/** A chunk that this process has leased. */
interface Work {
  readonly chunk: ClaimedChunk;
  readonly turn: Turn;
}

const HEARTBEAT_MS = 10_000;
const POLL_MS = 1000;
const RECLAIM_MS = 5000;
const MAX_DELAY_SECONDS = 10;
// A chunk that waits longer is offered to other processes, whose threads may have become free since.
const LONGEST_WAIT_MS = 3000;
// Faults of servers pass: about ten minutes at the longest delay. Other faults do not pass by repeating.
const MAX_ATTEMPTS = { passing: 60, other: 3 } as const;

/**
 * Keeps the workers of this process busy with chunks of all running imports. While all are, one chunk more may wait,
 * ready, for the next that ends, so that its thread does not wait for the ledger.
 */
export class ChunkScheduler implements AsyncDisposable {
  readonly #ledger: Ledger;
  readonly #run: RunChunk;
  readonly #onFailed: (chunk: ClaimedChunk, error: AppError) => Promise<void>;
  readonly #slots: () => number;
  readonly #logger: Logger;
  /** What is at work, what waits for its turn, and what is being given back. */
  readonly #works = new Map<Promise<void>, Work>();
  /** Failed attempts that the ledger does not know of yet: it could not be reached. */
  readonly #unsettled: { work: Work; error: AppError }[] = [];
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
    return [...this.#works.values()].filter(({ turn }) => turn.hasCome).length;
  }

  /**
   * Keeps one slot from chunks until it is disposed of: what needs a thread only briefly, as the plan of a small import
   * does, has the next one, and the chunks that follow from it are there when the slot is filled again.
   */
  holdSlot(): Disposable {
    this.#held++;
    this.#waiting?.giveUp();
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
        () => void this.#ledger.heartbeat(this.#leased).catch((error: unknown) => this.#warn(error)),
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
    const left = (): Promise<void>[] => {
      const found = [...this.#works].filter(([, { chunk }]) => chunk.importId === importId);
      for (const [, { turn }] of found) turn.giveUp();
      return found.map(([work]) => work);
    };
    await Promise.all([...left(), this.#filling]);
    // What was being claimed meanwhile.
    await Promise.all(left());
  }

  /** Waits for the chunks at work; the caller aborts them first where that must be quick. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    this.#waiting?.giveUp();
    await this.#filling;
    await Promise.all(this.#works.keys());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  get #leased(): ClaimedChunk[] {
    return [...this.#works.values()].map(({ chunk }) => chunk);
  }

  get #waiting(): Turn | undefined {
    return [...this.#works.values()].find(({ turn }) => turn.isWaiting)?.turn;
  }

  get #hasRoom(): boolean {
    return !this.#closed && this.active + this.#held < this.#slots();
  }

  async #fill(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      await this.#settleMissed();
      while (this.#hasRoom) {
        const waiting = this.#waiting;
        if (waiting) {
          waiting.come();
          continue;
        }
        const chunk = (await this.#ledger.claim()) ?? (await this.#reclaim());
        if (!chunk) break;
        this.#begin(chunk).come();
      }
      await this.#lookAhead();
    }
  }

  /** Claims the chunk that waits, or gives it back where it waits for too long or the next slot is not for it. */
  async #lookAhead(): Promise<void> {
    const mayWait = (): boolean => !this.#closed && this.#held === 0 && this.active === this.#slots();
    const waiting = this.#waiting;
    if (waiting && (!mayWait() || waiting.age > LONGEST_WAIT_MS)) waiting.giveUp();
    if (waiting || !mayWait() || this.active === 0) return;
    const chunk = await this.#ledger.claimAhead();
    if (!chunk) return;
    const turn = this.#begin(chunk);
    // Meanwhile a chunk may have ended, which is seen at once, or a slot may have been taken away.
    if (!mayWait() && !this.#hasRoom) turn.giveUp();
  }

  #begin(chunk: ClaimedChunk): Turn {
    const turn = new Turn();
    const work: Promise<void> = this.#attempt({ chunk, turn }).finally(() => {
      this.#works.delete(work);
      if (this.#hasRoom) this.#waiting?.come();
      this.wake();
    });
    this.#works.set(work, { chunk, turn });
    return turn;
  }

  /** Now and then, while there is nothing to claim: takes back what is leased here and that nobody is at. */
  async #reclaim(): Promise<ClaimedChunk | null> {
    const now = performance.now();
    if (now - this.#reclaimedAt < RECLAIM_MS) return null;
    this.#reclaimedAt = now;
    const found = await this.#ledger.reclaim(this.#leased);
    if (found === 0) return null;
    this.#logger.warn({ chunks: found }, 'Chunks were leased here and nobody was at them');
    return this.#ledger.claim();
  }

  async #attempt(work: Work): Promise<void> {
    try {
      await this.#run(work.chunk, work.turn);
    } catch (error) {
      await this.#settle(work, error as AppError).catch((fault: unknown) => {
        this.#warn(fault);
        this.#unsettled.push({ work, error: error as AppError });
      });
    }
  }

  /** Tells the ledger what it missed; without that, such a chunk would wait for its lease to run out. */
  async #settleMissed(): Promise<void> {
    for (let missed = this.#unsettled[0]; missed; missed = this.#unsettled[0]) {
      await this.#settle(missed.work, missed.error);
      this.#unsettled.shift();
    }
  }

  async #settle({ chunk, turn }: Work, error: AppError): Promise<void> {
    if (turn.isGivenUp || error.code === 'lease_lost' || error.code === 'import_cancelled') {
      await this.#ledger.release(chunk);
      return;
    }
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
