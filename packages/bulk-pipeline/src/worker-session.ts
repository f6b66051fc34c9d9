import { Client as PgClient } from 'pg';

import { APPLICATION_NAME, lowerBackendPriority } from './low-priority.ts';
import { type SpatialTarget, type WorkerSettings } from './worker-protocol.ts';
import { openMongoSpatial, type MongoSpatialSession } from './write/mongo-spatial-writer.ts';
import { type CalculationWriter, PostgresCalculationWriter } from './write/calculation-writer.ts';
import { NoSpatialWriter, PostgresSpatialWriter, type SpatialWriter } from './write/spatial-writer.ts';

// A chunk waits at most this long for a lock: maintenance on the tables must not hang an import for good.
const LOCK_TIMEOUT = '5s';
// Server processes that help with an index would be at the usual priority.
const NO_HELPERS = ' -c max_parallel_maintenance_workers=0 -c max_parallel_workers_per_gather=0';

/** The connections of one worker thread: opened when first needed, kept between chunks, dropped after a failure. */
export class WorkerSession {
  readonly #settings: WorkerSettings;
  readonly #onConnection: (open: boolean) => void;
  #client: PgClient | null = null;
  #mongo: MongoSpatialSession | null = null;

  /** @param onConnection told when the PostgreSQL connection opens and closes, so that it can be counted */
  constructor(settings: WorkerSettings, onConnection: (open: boolean) => void) {
    this.#settings = settings;
    this.#onConnection = onConnection;
  }

  async postgres(): Promise<PgClient> {
    if (this.#client) return this.#client;
    const { lowPriority } = this.#settings;
    const client = new PgClient({
      connectionString: this.#settings.postgresUrl,
      application_name: APPLICATION_NAME,
      statement_timeout: this.#settings.statementTimeout,
      // Chunks need not be on disk one by one: publishing waits until the log is there up to its own commit.
      options: `-c lock_timeout=${LOCK_TIMEOUT} -c synchronous_commit=off${lowPriority ? NO_HELPERS : ''}`,
      keepAlive: true,
    });
    client.on('error', () => this.#forget(client));
    await client.connect();
    if (lowPriority) await lowerBackendPriority(client);
    client.on('end', () => {
      this.#forget(client);
      this.#onConnection(false);
    });
    this.#client = client;
    this.#onConnection(true);
    return client;
  }

  async spatialWriter(projectId: string, importId: string): Promise<SpatialWriter> {
    const target: SpatialTarget = this.#settings.spatial;
    if (target.kind === 'none') return new NoSpatialWriter();
    if (target.kind === 'postgres') return new PostgresSpatialWriter(projectId, importId);
    this.#mongo ??= await openMongoSpatial(target.url, target.database);
    return this.#mongo.writer(projectId, importId);
  }

  /** Calculations lie where the spatial documents do. Null where none are wanted. */
  async calculationWriter(projectId: string, importId: string): Promise<CalculationWriter | null> {
    const { calculations, spatial: target } = this.#settings;
    if (!calculations) return null;
    if (target.kind !== 'mongo') return new PostgresCalculationWriter(projectId, importId);
    this.#mongo ??= await openMongoSpatial(target.url, target.database);
    return this.#mongo.calculationWriter(projectId, importId);
  }

  /** Closes the connections, for one that is in an unknown state must not serve the next chunk. */
  async reset(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => undefined);
  }

  #forget(client: PgClient): void {
    if (this.#client === client) this.#client = null;
  }
}
