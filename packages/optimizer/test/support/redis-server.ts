import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';

import { until } from './until.ts';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A Redis of a test's own, to be killed and started again with what it had saved. */
export class RedisServer implements AsyncDisposable {
  readonly url: string;
  readonly #folder: string;
  readonly #port: number;
  readonly #isCluster: boolean;
  #process: ChildProcess | null = null;

  private constructor(folder: string, port: number, isCluster: boolean) {
    this.#isCluster = isCluster;
    this.#folder = folder;
    this.#port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  static async open({ isCluster = false } = {}): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), 'sizewise-redis-'));
    const server = new RedisServer(folder, await freePort(), isCluster);
    await server.start();
    if (isCluster) {
      await server.run((client) => client.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383'));
      await until(async () => /cluster_state:ok/.test(await server.run((client) => client.cluster('INFO'))));
    }
    return server;
  }

  /** `HOST:PORT` of the one node of a cluster. */
  get node(): string {
    return `127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const settings = { port: this.#port, bind: '127.0.0.1', dir: this.#folder, save: '', appendonly: 'no' };
    if (this.#isCluster)
      Object.assign(settings, { 'cluster-enabled': 'yes', 'cluster-announce-ip': '127.0.0.1' });
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    this.#process = spawn('redis-server', args, { stdio: 'ignore' });
    await until(() =>
      this.run((client) => client.ping()).then(
        () => true,
        () => false,
      ),
    );
  }

  /** Writes to disk what the next start shall find. */
  async save(): Promise<void> {
    await this.run((client) => client.save());
  }

  async kill(): Promise<void> {
    const running = this.#process;
    if (!running) return;
    this.#process = null;
    const exit = once(running, 'exit');
    running.kill('SIGKILL');
    await exit;
  }

  /** Answers nothing from now on, without closing a connection. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  async run<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await work(client);
    } finally {
      client.disconnect();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
