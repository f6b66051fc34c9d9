import { type Logger } from '@sizewise/shared';

import { type RedisClient } from '../pools/redis-clients.ts';
import { type RedisPool } from '../pools/redis-pool.ts';
import { type BreakerState, CircuitBreaker } from './circuit-breaker.ts';

/** Redis as the cache asks it: behind a circuit breaker, so that no error and no outage reaches a caller. */
export class RedisLink {
  readonly #pool: RedisPool;
  readonly #breaker: CircuitBreaker;
  readonly #watched = new WeakSet<RedisClient>();

  /** @param recover brings Redis up to date before it is used, at first and after every loss */
  constructor(pool: RedisPool, recover: () => Promise<void>, logger: Logger) {
    this.#pool = pool;
    this.#breaker = new CircuitBreaker({
      recover,
      onState: (state, error) => {
        if (state === 'down' && error instanceof Error)
          logger.warn({ error: error.message }, 'The cache goes on without Redis');
        if (state === 'up') logger.info({}, 'The cache uses Redis');
      },
    });
  }

  get state(): BreakerState {
    return this.#breaker.state;
  }

  /** True where commands may be sent for a read. */
  usable(): boolean {
    return this.#breaker.usable();
  }

  /** What `work` answers, or undefined where Redis failed. */
  async ask<T>(work: (client: RedisClient) => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await work(this.client());
      this.#breaker.succeeded();
      return answer;
    } catch (error) {
      this.#breaker.failed(error);
      return undefined;
    }
  }

  /** A connection whose loss is noticed: a server that comes back may have forgotten what it was told. */
  client(): RedisClient {
    const client = this.#pool.client();
    if (!this.#watched.has(client)) {
      this.#watched.add(client);
      for (const event of ['close', 'node error', '-node'])
        client.on(event, () => this.lost(new Error(`a connection to Redis was lost (${event})`)));
    }
    return client;
  }

  /** Something was not told to Redis: it is not asked before it has caught up. */
  lost(error: unknown): void {
    this.#breaker.trip(error);
  }

  async recover(): Promise<void> {
    await this.#breaker.recover();
  }

  async close(): Promise<void> {
    await this.#breaker.close();
  }
}
