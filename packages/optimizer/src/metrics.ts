import { type PerformanceMetrics } from '@sizewise/shared';

import { type QueryCache } from './caches/query-cache.ts';
import { MeanTime } from './monitors/mean-time.ts';
import { type MongoPool } from './pools/mongo-pool.ts';
import { type PostgresPool } from './pools/postgres-pool.ts';
import { type RedisPool } from './pools/redis-pool.ts';
import { probeMongo } from './probes/mongo-probe.ts';
import { probePostgres } from './probes/postgres-probe.ts';
import { reasonOf } from './probes/probe.ts';

// A probe that waits longer than this for a connection or an answer is worth less than the reason why.
const PROBE_TIMEOUT_MS = 1000;

/** What a sample is taken of. */
export interface MetricsSources {
  /** The first one runs the probe. */
  readonly pools: readonly [PostgresPool, ...PostgresPool[]];
  readonly mongo: MongoPool | null;
  readonly redis?: RedisPool | null | undefined;
  readonly cache: QueryCache;
}

export type DatabaseMetrics = Pick<PerformanceMetrics, 'postgresql' | 'mongodb' | 'cache'>;

/** Takes samples of databases and cache. Means are over the time since the sample before, so keep one sampler. */
export class DatabaseSampler {
  readonly #sources: MetricsSources;
  readonly #postgresMean = new MeanTime();
  readonly #mongoMean = new MeanTime();
  #running: Promise<DatabaseMetrics> | null = null;

  constructor(sources: MetricsSources) {
    this.#sources = sources;
  }

  /** Never rejects: what cannot be had is null, with a reason. Samples never overlap; a second caller shares the first. */
  async sample(): Promise<DatabaseMetrics> {
    this.#running ??= this.#read().finally(() => (this.#running = null));
    return this.#running;
  }

  async #read(): Promise<DatabaseMetrics> {
    const [postgresql, mongodb] = await Promise.all([
      this.#postgres(),
      this.#mongo(),
      this.#sources.cache.probe(),
    ]);
    const { cache, redis } = this.#sources;
    return { postgresql, mongodb, cache: { ...cache.snapshot(), pools: redis ? [redis.snapshot()] : [] } };
  }

  async #postgres(): Promise<PerformanceMetrics['postgresql']> {
    const pools = this.#sources.pools.map((pool) => pool.snapshot());
    const waiting = pools.reduce((sum, pool) => sum + pool.waiting, 0);
    try {
      const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
      const facts = await this.#sources.pools[0].withLease((lease) => probePostgres(lease), { signal });
      return {
        activeConnections: facts.active,
        idle: facts.idle,
        waiting,
        total: facts.total,
        max: facts.max,
        avgQueryTime: facts.statements && this.#postgresMean.next(facts.statements),
        cacheHitRatio: facts.cacheHitRatio,
        pools,
        ...(facts.reason === null ? {} : { reason: facts.reason }),
      };
    } catch (error) {
      const unknown = { activeConnections: null, idle: null, total: null, max: null, avgQueryTime: null };
      return { ...unknown, waiting, cacheHitRatio: null, pools, reason: reasonOf(error) };
    }
  }

  async #mongo(): Promise<PerformanceMetrics['mongodb']> {
    const { mongo } = this.#sources;
    if (mongo === null) return null;
    const pools = [mongo.snapshot()];
    const { commands, seconds } = mongo.commandTimes();
    const avgQueryTime = this.#mongoMean.next({ calls: commands, seconds });
    const { reason, ...facts } = await probeMongo(mongo.db, AbortSignal.timeout(PROBE_TIMEOUT_MS));
    return { ...facts, avgQueryTime, pools, ...(reason === null ? {} : { reason }) };
  }
}
