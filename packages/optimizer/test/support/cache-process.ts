import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { type FromChild, type ToChild } from './cache-messages.ts';

/** Another process with a cache on the same servers. */
export class CacheProcess implements AsyncDisposable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async open(databaseUrl: string, redisUrl: string | null): Promise<CacheProcess> {
    const script = fileURLToPath(new URL('cache-child.ts', import.meta.url));
    const child = fork(script, [databaseUrl, redisUrl ?? '']);
    const process = new CacheProcess(child);
    await process.next('ready');
    return process;
  }

  ask(message: ToChild): void {
    this.#child.send(message);
  }

  /** The next message; call it before what causes it. */
  async next<Is extends FromChild['is']>(is: Is): Promise<Extract<FromChild, { is: Is }>> {
    const ended = new AbortController();
    const exit = once(this.#child, 'exit', { signal: ended.signal }).then(() => {
      throw new Error(`the process ended before it was ${is}`);
    });
    exit.catch(() => undefined);
    const [message] = (await Promise.race([once(this.#child, 'message'), exit])) as [FromChild];
    ended.abort();
    if (message.is !== is) throw new Error(`expected ${is}, got ${message.is}`);
    return message as Extract<FromChild, { is: Is }>;
  }

  /** Ends it in the middle of whatever it does. */
  async kill(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.ask({ ask: 'close' });
    await exit;
  }
}
