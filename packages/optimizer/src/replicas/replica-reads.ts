import { AppError, type Logger } from '@sizewise/shared';

import { type TagVersions } from '../caches/cache-entry.ts';
import { PostgresTagVersions } from '../caches/tag-versions.ts';
import { type PostgresPoolOptions } from '../pools/postgres-options.ts';
import { PostgresPool } from '../pools/postgres-pool.ts';
import { type Queryable } from '../pools/queryable.ts';

/** A replica that did not answer is left alone for so long. */
const REST_MS = 10_000;
/** A read that cannot have a connection to a replica goes to the primary instead of waiting, seconds. */
const PATIENCE = { acquireTimeout: 1, connectTimeout: 1, reconnectWindow: 0 };

interface Replica {
  readonly pool: PostgresPool;
  readonly versions: PostgresTagVersions;
  /** Of `performance.now()`. */
  restingUntil: number;
}

/**
 * Reads on replicas that are fresh enough. A write counts up the versions of its tags in its own transaction, so a replica
 * that shows the primary's versions of the tags has every write under them; how it is fed does not matter.
 */
export class ReplicaReads {
  readonly #primary: Queryable;
  readonly #primaryVersions: PostgresTagVersions;
  readonly #replicas: readonly Replica[];
  readonly #logger: Logger;
  #turn = 0;

  /** Connects nothing yet. @param options of the primary's pool, for the replicas' pools */
  constructor(primary: Queryable, urls: readonly string[], options: PostgresPoolOptions, logger: Logger) {
    this.#primary = primary;
    this.#primaryVersions = new PostgresTagVersions(primary);
    this.#logger = logger;
    this.#replicas = urls.map((connectionString, index) => {
      const name = `replica ${index + 1}`;
      const pool = new PostgresPool({ ...options, ...PATIENCE, connectionString, name, onCommit: undefined });
      return { pool, versions: new PostgresTagVersions(pool), restingUntil: 0 };
    });
  }

  get pools(): readonly PostgresPool[] {
    return this.#replicas.map(({ pool }) => pool);
  }

  /** Runs `work`, which only reads, where every write under the tags is seen. It may run again after it failed. */
  async read<T>(tags: readonly string[], work: (session: Queryable) => Promise<T>): Promise<T> {
    const replica = this.#next();
    if (replica && (await this.#isFresh(replica, tags))) {
      try {
        return await work(replica.pool);
      } catch (error) {
        if (error instanceof AppError && !error.retryable) throw error;
        // A replica may end a read that its recovery is in conflict with.
        this.#logger.warn({ pool: replica.pool.options.name, err: error }, 'A read goes to the primary');
      }
    }
    return work(this.#primary);
  }

  async close(): Promise<void> {
    await Promise.all(this.#replicas.map(({ pool }) => pool.close()));
  }

  /** They take turns. */
  #next(): Replica | undefined {
    const awake = this.#replicas.filter(({ restingUntil }) => restingUntil <= performance.now());
    return awake[this.#turn++ % Math.max(1, awake.length)];
  }

  async #isFresh(replica: Replica, tags: readonly string[]): Promise<boolean> {
    // The primary is asked first: what is written between the two answers invalidates the value that is read.
    const wanted = await this.#primaryVersions.versionsOf(tags);
    try {
      return hasAll(await replica.versions.versionsOf(tags), wanted);
    } catch (error) {
      replica.restingUntil = performance.now() + REST_MS;
      this.#logger.warn({ pool: replica.pool.options.name, err: error }, 'A replica does not answer');
      return false;
    }
  }
}

function hasAll(versions: TagVersions, wanted: TagVersions): boolean {
  return [...wanted].every(([tag, version]) => (versions.get(tag) ?? 0) >= version);
}
