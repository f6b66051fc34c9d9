import { type SharedPoolSnapshot } from '@sizewise/shared';

import { PoolClosedError } from '../errors.ts';
import { type PoolHistograms } from './pool-histograms.ts';
import { PoolTimes } from './pool-times.ts';
import { CountedCluster, CountedRedis, type RedisClient } from './redis-clients.ts';
import {
  type RedisPoolOptions,
  type ResolvedRedisPoolOptions,
  resolveRedisPoolOptions,
} from './redis-options.ts';

export type { RedisClient } from './redis-clients.ts';

/**
 * Connections to Redis, or to a cluster. Many commands share one connection at a time, so there is nothing to lease:
 * `client()` names the least busy connection, and another is opened while every one is busy.
 */
export class RedisPool implements AsyncDisposable {
  readonly options: ResolvedRedisPoolOptions;
  readonly #clients: RedisClient[] = [];
  readonly #subscribers = new Set<RedisClient>();
  readonly #times = new PoolTimes();
  #closed = false;

  /** @throws OptimizerConfigurationError. Connects on the first `client()`. */
  constructor(options: RedisPoolOptions) {
    this.options = resolveRedisPoolOptions(options);
  }

  /** True while a connection takes commands at once. Before the first `client()` there is none. */
  get ready(): boolean {
    return this.#clients.some(({ status }) => status === 'ready');
  }

  /**
   * The client for the next command: keep it for one piece of work only. Its commands fail within the command timeout,
   * and at once where the connection is lost.
   * @throws PoolClosedError
   */
  client(): RedisClient {
    const ready = this.#clients.filter(({ status }) => status === 'ready');
    const client = leastBusy(ready) ?? leastBusy(this.#clients);
    if (!client) return this.#open();
    const busy = client.commands.size >= this.options.commandsPerConnection;
    // The new one serves once it is ready; one at a time, so that a burst opens no more than it needs.
    if (busy && ready.length === this.#clients.length && this.#size < this.#mostClients) this.#open();
    return client;
  }

  /**
   * A connection of its own for SUBSCRIBE, which bars other commands. Counted in the snapshot; end it by
   * `disconnect()`, or with the pool.
   * @throws PoolClosedError
   */
  subscriber(): RedisClient {
    const subscriber = this.#connect();
    this.#subscribers.add(subscriber);
    subscriber.once('end', () => this.#subscribers.delete(subscriber));
    return subscriber;
  }

  /** Counters at this moment. Waiting are commands whose connection is not there yet. */
  snapshot(): SharedPoolSnapshot {
    const clients = [...this.#clients, ...this.#subscribers];
    const total = clients.reduce((sum, client) => sum + connectionsOf(client), 0);
    const busy = clients.reduce((sum, client) => {
      return sum + Math.min(connectionsOf(client), client.commands.size);
    }, 0);
    const waiting = clients
      .filter(({ status }) => status !== 'ready')
      .reduce((sum, client) => sum + client.commands.size, 0);
    return {
      name: this.options.name,
      active: busy,
      idle: total - busy,
      waiting,
      total,
      max: this.options.maxConnections,
      overflow: 0,
      commands: clients.reduce((sum, client) => sum + client.commands.size, 0),
      ...this.#times.snapshot(),
    };
  }

  /** The durations since the start, for Prometheus; use is the time of a command. */
  histograms(): PoolHistograms {
    return this.#times.histograms(this.options.name);
  }

  /** Number and total seconds of the commands that have ended since the start. */
  commandTimes(): { readonly commands: number; readonly seconds: number } {
    const { count, total } = this.#times.use.summary();
    return { commands: count, seconds: total };
  }

  /** Ends every connection; commands in flight get their answers where the server gives them in time. */
  async close(): Promise<void> {
    this.#closed = true;
    const clients = [...this.#clients.splice(0), ...this.#subscribers];
    await Promise.all(
      clients.map(async (client) => {
        if (client.status === 'ready') await client.quit().catch(() => undefined);
        client.disconnect();
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  get #size(): number {
    return this.#clients.length + this.#subscribers.size;
  }

  get #mostClients(): number {
    return this.options.nodes.length > 0 ? 1 : this.options.maxConnections;
  }

  #open(): RedisClient {
    const client = this.#connect();
    this.#clients.push(client);
    return client;
  }

  #connect(): RedisClient {
    if (this.#closed) throw new PoolClosedError(this.options.name);
    const { options } = this;
    const client =
      options.nodes.length > 0
        ? new CountedCluster(options, this.#times)
        : new CountedRedis(options.url ?? '', options, this.#times);
    let down = false;
    let since: number | null = performance.now();
    client.on('close', () => (since ??= performance.now()));
    client.on('error', (error: Error) => {
      if (!down) options.logger.warn({ pool: options.name, error: error.message }, 'Redis is not reached');
      down = true;
    });
    client.on('ready', () => {
      if (since !== null) this.#times.create.record((performance.now() - since) / 1000);
      since = null;
      if (down) options.logger.info({ pool: options.name }, 'Redis is reached again');
      down = false;
    });
    return client;
  }
}

function leastBusy(clients: readonly RedisClient[]): RedisClient | undefined {
  return clients.reduce<RedisClient | undefined>(
    (best, client) => (best && best.commands.size <= client.commands.size ? best : client),
    undefined,
  );
}

function connectionsOf(client: RedisClient): number {
  const nodes = client instanceof CountedCluster ? client.nodes() : [client];
  return nodes.filter(({ status }) => status === 'ready').length;
}
