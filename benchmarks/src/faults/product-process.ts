import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { REPOSITORY_ROOT } from '@sizewise/test-support';

const START_MS = 120_000;
const STOP_MS = 20_000;
/** Starts in a row that may fail: a server may be away just then. */
const MAX_STARTS = 20;
const BUILT = extname(import.meta.url) === '.js';
const MAIN = join(REPOSITORY_ROOT, 'apps', 'api', ...(BUILT ? ['dist', 'main.js'] : ['src', 'main.ts']));
const THREAD_ENDER = new URL(`./end-a-thread${extname(import.meta.url)}`, import.meta.url).href;

/** A process of the product ended by itself, or did not get ready. */
export class ProductFailedError extends Error {
  override readonly name = 'ProductFailedError';
}

/** One process of the product, which is started again after each kill. */
export class ProductProcess implements AsyncDisposable {
  readonly #command: readonly string[];
  readonly #ready: RegExp;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #log: WriteStream;
  #child: ChildProcess | null = null;
  #printed = '';
  #starts = 0;
  #isEnding = false;
  #crashes: string[] = [];

  /**
   * @param command arguments of the product, as on the command line
   * @param ready what it prints once it is at work; a group of it is kept as `address`
   */
  constructor(command: readonly string[], ready: RegExp, environment: NodeJS.ProcessEnv, logFile: string) {
    this.#command = command;
    this.#ready = ready;
    this.#environment = environment;
    this.#log = createWriteStream(logFile, { flags: 'a' });
  }

  get isRunning(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What the first group of `ready` matched. */
  get address(): string {
    return this.#ready.exec(this.#printed)?.[1] ?? '';
  }

  /** Starts the process where it does not run, and waits until it is ready. @throws ProductFailedError */
  async ensure(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + START_MS;
    while (!(this.isRunning && this.#ready.test(this.#printed))) {
      const isLate = performance.now() > deadline || this.#starts > MAX_STARTS;
      if (isLate) throw new ProductFailedError(`not ready: ${this.#printed.trim().slice(-2000)}`);
      if (!this.isRunning) this.#start();
      await sleep(25, undefined, { signal });
    }
    this.#starts = 0;
  }

  /** Sends a signal; false where the process does not run. */
  signal(name: NodeJS.Signals): boolean {
    return this.isRunning && this.#child !== null && this.#child.kill(name);
  }

  /** How the process ended by itself once it had been ready, since this was last asked. */
  takeCrashes(): string[] {
    const crashes = this.#crashes;
    this.#crashes = [];
    return crashes;
  }

  /** SIGKILL, and waits until the process is gone. */
  async kill(): Promise<boolean> {
    const child = this.#child;
    this.#isEnding = true;
    if (!this.signal('SIGKILL') || child === null) return false;
    if (this.isRunning) await once(child, 'exit');
    return true;
  }

  /** Stops as a user would. */
  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    if (this.isRunning && child !== null) {
      this.#isEnding = true;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await exited;
      clearTimeout(late);
    }
    this.#log.end();
  }

  #start(): void {
    const child = spawn(
      process.execPath,
      [...process.execArgv, '--import', THREAD_ENDER, MAIN, ...this.#command],
      { cwd: REPOSITORY_ROOT, env: this.#environment, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#printed = '';
    this.#starts += 1;
    this.#isEnding = false;
    this.#log.write(`--- ${child.pid} ${new Date().toISOString()}\n`);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data: Buffer) => {
        if (this.#child === child && this.#printed.length < 100_000) this.#printed += data.toString();
        this.#log.write(data);
      });
    }
    child.once('exit', (code, by) => {
      const how = `${this.#command.join(' ')} (${child.pid}) ended by itself: ${code ?? by}`;
      if (!this.#isEnding && this.#ready.test(this.#printed)) this.#crashes.push(how);
      this.#log.write(`--- ${child.pid} ended: ${code ?? by}\n`);
    });
    this.#child = child;
  }
}
