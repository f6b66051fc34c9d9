import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { createTestDatabase, type TestDatabase } from '@sizewise/test-support';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
}

/** The command line, with a folder and a database of its own. */
export class SizewiseCommand implements AsyncDisposable {
  /** Working folder and DATA_DIR. */
  readonly dir: string;
  readonly database: TestDatabase;
  readonly #settings: NodeJS.ProcessEnv;
  readonly #running = new Set<Started>();

  private constructor(dir: string, database: TestDatabase, settings: NodeJS.ProcessEnv) {
    this.dir = dir;
    this.database = database;
    this.#settings = settings;
  }

  /** @param settings environment variables in the place of the usual ones */
  static async open(settings: NodeJS.ProcessEnv = {}): Promise<SizewiseCommand> {
    const database = await createTestDatabase();
    return new SizewiseCommand(await mkdtemp(join(tmpdir(), 'sizewise-command-')), database, settings);
  }

  run(...args: string[]): Started {
    return this.#spawn(args, {});
  }

  #spawn(args: readonly string[], settings: NodeJS.ProcessEnv): Started {
    const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
    const url = new URL(this.database.url);
    // By this a test knows connections of its own on a server that others use too.
    url.searchParams.set('application_name', this.database.name);
    const child = spawn(
      process.execPath,
      ['--no-memory-protection-keys', '--conditions=source', MAIN, ...args],
      {
        cwd: this.dir,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH,
          HOME,
          NODE_COMPILE_CACHE,
          PORT: '0',
          DATA_DIR: this.dir,
          DATABASE_URL: url.href,
          SPATIAL_STORE: 'postgres',
          IMPORT_WORKERS: '2',
          // Tests share the cores: imports that give way would wait for every other file.
          IMPORT_THROTTLE: 'off',
          DATABASE_POOL_SIZE: '4',
          DATABASE_MAX_OVERFLOW: '2',
          ...this.#settings,
          ...settings,
        },
      },
    );
    const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const ended = Promise.all([code, text(child.stdout), text(child.stderr)]).then(
      ([code, stdout, stderr]) => {
        this.#running.delete(started);
        return { code, stdout, stderr };
      },
    );
    const started = { child, ended };
    this.#running.add(started);
    return started;
  }

  /** Starts a server and waits until it says that it is ready. */
  async start(...args: string[]): Promise<Started & { readonly url: string }> {
    const started = this.run('start', ...args);
    return { ...started, url: await ready(started) };
  }

  /** Starts a worker process and waits until it is at work. @param settings environment variables of its own */
  async startWorker(
    settings: NodeJS.ProcessEnv = {},
    ...args: string[]
  ): Promise<Started & { readonly instance: string }> {
    const started = this.#spawn(['worker', ...args], settings);
    return { ...started, instance: await ready(started) };
  }

  /** Ends what a failed test has left running. */
  async killAll(): Promise<void> {
    const all = [...this.#running];
    for (const { child } of all) child.kill('SIGKILL');
    await Promise.all(all.map(({ ended }) => ended));
  }

  async close(): Promise<void> {
    await this.killAll();
    await this.database.close();
    await rm(this.dir, { recursive: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** What follows `ready` on standard output. @throws Error with standard error where the process ends before */
function ready({ child, ended }: Started): Promise<string> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const said = /^ready (\S+)\n/.exec(stdout)?.[1];
      if (said) resolve(said);
    });
    void ended.then(({ stderr }) => reject(new Error(stderr)));
  });
}
