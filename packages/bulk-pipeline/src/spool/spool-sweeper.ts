import { type Logger } from '@sizewise/shared';

import { type Database } from '../ports.ts';
import { type SpoolStore } from './spool-store.ts';
import { sweepSpool } from './sweep-spool.ts';

const EVERY_MS = 10 * 60 * 1000;
/** By then, what a killed process had just begun can be told from what another one begins. */
const SECOND_MS = 75_000;

export interface SweeperOptions {
  readonly instance: string;
  readonly spoolKeepSeconds: number;
  readonly logger: Logger;
}

/** Keeps the spool to what is needed: at the start, a good minute later, and then every ten minutes. */
export class SpoolSweeper {
  readonly #spool: SpoolStore;
  readonly #db: Database;
  readonly #options: SweeperOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  #sweeping: Promise<void> = Promise.resolve();

  constructor(spool: SpoolStore, db: Database, options: SweeperOptions) {
    this.#spool = spool;
    this.#db = db;
    this.#options = options;
  }

  /** Resolves after the first sweep. A spool that cannot be reached is swept later. */
  async start(): Promise<void> {
    if (this.#timers.length === 0) {
      const sweep = (): void => void this.#sweep();
      this.#timers.push(setTimeout(sweep, SECOND_MS).unref(), setInterval(sweep, EVERY_MS).unref());
    }
    await this.#sweep();
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#sweeping;
  }

  #sweep(): Promise<void> {
    const { instance, spoolKeepSeconds: keepSeconds, logger } = this.#options;
    this.#sweeping = this.#sweeping
      .then(() => sweepSpool(this.#spool, this.#db, { instance, keepSeconds }))
      .catch((error: unknown) => logger.warn({ err: error }, 'The spool was not swept'));
    return this.#sweeping;
  }
}
