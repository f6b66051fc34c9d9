import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';

import { RedisPool } from '../src/pools/redis-pool.ts';

const NODES = 3;
const SLOTS = 16_384;

/** A port whose cluster bus, ten thousand above, exists too. */
async function clusterPort(): Promise<number> {
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    if (port <= 55_535) return port;
  }
}

/** Three masters without replicas; null where there is no redis-server. */
class TestCluster implements AsyncDisposable {
  readonly nodes: string[] = [];
  readonly #processes: ChildProcess[] = [];
  #folder = '';

  static async open(): Promise<TestCluster | null> {
    const cluster = new TestCluster();
    cluster.#folder = await mkdtemp(join(tmpdir(), 'sizewise-cluster-'));
    try {
      for (let node = 0; node < NODES; node++) await cluster.#start(node);
      await cluster.#meet();
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#processes) {
      server.kill('SIGKILL');
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #start(node: number): Promise<void> {
    const port = await clusterPort();
    const options = { port, bind: '127.0.0.1', dir: this.#folder, save: '', appendonly: 'no' };
    const cluster = { 'cluster-enabled': 'yes', 'cluster-config-file': `nodes-${node}.conf` };
    const args = Object.entries({ ...options, ...cluster }).flatMap(([name, value]) => [
      `--${name}`,
      String(value),
    ]);
    const server = spawn('redis-server', args, { stdio: 'ignore' });
    await once(server, 'spawn');
    this.#processes.push(server);
    this.nodes.push(`127.0.0.1:${port}`);
  }

  async #meet(): Promise<void> {
    const ports = this.nodes.map((node) => Number(node.split(':')[1]));
    const clients = ports.map((port) => new Redis(port, '127.0.0.1', { retryStrategy: () => 20 }));
    for (const client of clients) client.on('error', () => undefined);
    const share = Math.ceil(SLOTS / NODES);
    for (const [i, client] of clients.entries()) {
      await client.cluster('ADDSLOTSRANGE', i * share, Math.min(SLOTS, (i + 1) * share) - 1);
      await client.cluster('SET-CONFIG-EPOCH', i + 1);
    }
    for (const port of ports.slice(1)) await clients[0]!.cluster('MEET', '127.0.0.1', port);
    for (const client of clients) {
      while (!(await client.cluster('INFO')).includes('cluster_state:ok')) await delay(20);
      client.disconnect();
    }
  }
}

describe('RedisPool on a cluster', () => {
  it('finds every node through one, and keeps one connection to each', async (context) => {
    await using cluster = await TestCluster.open();
    if (!cluster) return context.skip('redis-server is not on PATH');
    await using pool = new RedisPool({ nodes: cluster.nodes.slice(0, 1) });
    const keys = Array.from({ length: 200 }, (_, i) => `key:${i}`);
    await Promise.all(keys.map((key) => pool.client().set(key, key, 'EX', 60)));
    expect(await Promise.all(keys.map((key) => pool.client().get(key)))).toEqual(keys);
    expect(pool.ready).toBe(true);
    expect(pool.snapshot()).toMatchObject({ active: 0, idle: NODES, total: NODES, waiting: 0 });
    expect(pool.commandTimes().commands).toBeGreaterThanOrEqual(400);
  });
});
