import { Cluster, type Command, Redis } from 'ioredis';

import { type PoolTimes } from './pool-times.ts';
import { type ResolvedRedisPoolOptions, redisClientOptions, retryPause } from './redis-options.ts';

/** Commands of one client that have no answer yet. A command that waits for its connection is given twice. */
export class CommandsInFlight {
  readonly #since = new Map<Command, number>();
  readonly #times: PoolTimes;

  constructor(times: PoolTimes) {
    this.#times = times;
  }

  get size(): number {
    return this.#since.size;
  }

  given(command: Command, ready: boolean): void {
    const now = performance.now();
    const since = this.#since.get(command);
    if (ready) this.#times.wait.record((now - (since ?? now)) / 1000, now);
    if (since !== undefined) return;
    this.#since.set(command, now);
    const end = (): void => {
      this.#since.delete(command);
      this.#times.use.record((performance.now() - now) / 1000);
    };
    command.promise.then(end, end);
  }
}

/** One connection that counts its commands. */
export class CountedRedis extends Redis {
  readonly commands: CommandsInFlight;

  constructor(url: string, options: ResolvedRedisPoolOptions, times: PoolTimes) {
    super(url, redisClientOptions(options));
    this.commands = new CommandsInFlight(times);
  }

  override sendCommand(...[command, stream]: Parameters<Redis['sendCommand']>): unknown {
    this.commands.given(command, this.status === 'ready');
    return super.sendCommand(command, stream);
  }
}

/** A cluster's client that counts its commands; it keeps one connection to each node. */
export class CountedCluster extends Cluster {
  readonly commands: CommandsInFlight;

  constructor(options: ResolvedRedisPoolOptions, times: PoolTimes) {
    const { retryStrategy: _, scripts, enableAutoPipelining, ...each } = redisClientOptions(options);
    const access = options.url === undefined ? null : new URL(options.url);
    super([...options.nodes], {
      clusterRetryStrategy: retryPause,
      enableAutoPipelining,
      scripts,
      redisOptions: {
        ...each,
        ...(access?.username ? { username: decodeURIComponent(access.username) } : {}),
        ...(access?.password ? { password: decodeURIComponent(access.password) } : {}),
        ...(access?.protocol === 'rediss:' ? { tls: {} } : {}),
      },
    });
    this.commands = new CommandsInFlight(times);
  }

  override sendCommand(...[command, stream, node]: Parameters<Cluster['sendCommand']>): unknown {
    this.commands.given(command, this.status === 'ready');
    return super.sendCommand(command, stream, node);
  }
}

export type RedisClient = CountedRedis | CountedCluster;
