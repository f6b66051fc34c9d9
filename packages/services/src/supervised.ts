import { setTimeout as sleep } from 'node:timers/promises';

import { type ManagedProcess, type StopStep } from './managed-process.ts';
import { reasonOf } from './opened.ts';
import { type StartContext } from './types.ts';

/** Seconds before a server that ended by itself is started again: doubled after each failure up to the limit. */
const FIRST_DELAY = 0.5;
const LONGEST_DELAY = 30;

/** Starts the server, on the address it has been given out with. */
export type StartServer = (context: StartContext) => Promise<ManagedProcess>;

/** A server that is started again when it ends by itself, until close(). */
export class Supervised implements AsyncDisposable {
  readonly #name: string;
  readonly #start: StartServer;
  readonly #stop: readonly StopStep[];
  readonly #context: StartContext;
  readonly #closing = new AbortController();
  readonly #watch: Promise<void>;
  #current: ManagedProcess;

  /**
   * @param first the server, which serves already.
   * @param start how to start it again.
   * @param stop signals that end it, in turn.
   */
  constructor(
    name: string,
    first: ManagedProcess,
    start: StartServer,
    stop: readonly StopStep[],
    context: StartContext,
  ) {
    this.#name = name;
    this.#current = first;
    this.#start = start;
    this.#stop = stop;
    this.#context = { ...context, signal: this.#closing.signal };
    this.#watch = this.#keepServing();
  }

  /** Ends the server and the watch over it. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#current.stop(this.#stop);
    await this.#watch;
    // A restart may have been under way and have won the race with the abort.
    await this.#current.stop(this.#stop);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #keepServing(): Promise<void> {
    for (;;) {
      const how = await this.#current.exited;
      if (this.#closing.signal.aborted) return;
      this.#context.logger.error(
        { service: this.#name, how },
        `${this.#name} ended by itself; starting it again`,
      );
      await this.#startAgain();
      if (this.#closing.signal.aborted) return;
    }
  }

  async #startAgain(): Promise<void> {
    for (let delay = FIRST_DELAY; !this.#closing.signal.aborted; delay = Math.min(delay * 2, LONGEST_DELAY)) {
      try {
        await sleep(delay * 1000, undefined, { signal: this.#closing.signal });
        this.#current = await this.#start(this.#context);
        this.#context.logger.info({ service: this.#name }, `${this.#name} serves again`);
        return;
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        this.#context.logger.error(
          { service: this.#name, reason: reasonOf(error) },
          `${this.#name} did not start`,
        );
      }
    }
  }
}
