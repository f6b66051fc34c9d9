import { EventEmitter } from 'node:events';

import { type PoolSnapshot } from '@sizewise/shared';
import {
  type ClientSession,
  type Db,
  MongoClient,
  MongoOperationTimeoutError,
  MongoServerError,
} from 'mongodb';

import { readOperationTime } from './causal-read.ts';
import {
  chooseCompression,
  clientOptions,
  type MongoPoolOptions,
  type ResolvedMongoPoolOptions,
  resolveMongoPoolOptions,
} from './mongo-options.ts';
import { type MongoPoolEvents } from './pool-events.ts';
import { type PoolHistograms } from './pool-histograms.ts';
import { PoolTimes } from './pool-times.ts';

/** A secondary that has not answered by then is too far behind: the primary is asked. */
const CAUSAL_WAIT_MS = 2000;

const MEASURED_COMMANDS = new Set([
  'find',
  'aggregate',
  'insert',
  'update',
  'delete',
  'count',
  'distinct',
  'getMore',
]);

/** What a read is to be given, so that it sees what was written before. */
export type CausalRead = { readonly session: ClientSession } | { readonly readPreference: 'primary' };

/** A MongoClient with our defaults, whose pool is counted from the driver's monitoring events. */
export class MongoPool implements AsyncDisposable {
  readonly options: ResolvedMongoPoolOptions;
  readonly events = new EventEmitter<MongoPoolEvents>();
  readonly client: MongoClient;
  /** One line for people about the compression that was chosen. */
  readonly detail: string;
  readonly #times = new PoolTimes();
  // Bounded by the pool's size: a connection that is closed is checked in before.
  readonly #usedSince = new Map<string, number>();
  #total = 0;
  #active = 0;
  #waiting = 0;
  #commands = 0;
  #commandSeconds = 0;

  /** @throws OptimizerConfigurationError. Connects on the first operation. */
  constructor(options: MongoPoolOptions) {
    this.options = resolveMongoPoolOptions(options);
    this.detail = chooseCompression(this.options).detail;
    this.client = new MongoClient(this.options.url, {
      ...clientOptions(this.options),
      monitorCommands: true,
    });
    this.#listen();
  }

  /** The database of the options, of the URL, or `sizewise`. */
  get db(): Db {
    const { dbName } = this.client.options;
    // `test` is what the driver says where the URL names none.
    return this.client.db(this.options.database ?? (dbName === 'test' ? 'sizewise' : dbName));
  }

  /** Counters at this moment, of all servers together. */
  snapshot(): PoolSnapshot {
    return {
      name: this.options.name,
      active: this.#active,
      idle: Math.max(0, this.#total - this.#active),
      waiting: this.#waiting,
      total: this.#total,
      max: this.client.options.maxPoolSize,
      overflow: 0,
      ...this.#times.snapshot(),
    };
  }

  /** The durations since the start, for Prometheus. */
  histograms(): PoolHistograms {
    return this.#times.histograms(this.options.name);
  }

  /**
   * The compression that client and server have agreed on; a server may know none of ours.
   * @throws the driver's error where no server answers
   */
  async compression(): Promise<'zstd' | 'zlib' | 'none'> {
    const { compressors } = chooseCompression(this.options);
    const hello = await this.client.db('admin').command({ hello: 1, compression: compressors });
    const known: unknown[] = Array.isArray(hello['compression']) ? (hello['compression'] as unknown[]) : [];
    return compressors.find((name) => known.includes(name)) ?? 'none';
  }

  /**
   * How far the deployment has come, as text for `readAfter`: every write that was acknowledged before is covered. Null on a server
   * without replicas, which tells none.
   * @throws the driver's error
   */
  async operationTime(): Promise<string | null> {
    const { operationTime } = await this.db.command({ ping: 1 });
    return operationTime === undefined ? null : JSON.stringify(operationTime);
  }

  /**
   * Reads what a write up to `operationTime` has left, on a secondary where that is preferred: it waits until the
   * secondary has come so far, two seconds at the longest. Without a time, and where the server refuses to wait for it, the
   * primary answers.
   * @param operationTime as a write told it, in BSON's JSON: `{"$timestamp":"…"}`; null reads from the primary
   */
  async readAfter<T>(operationTime: string | null, read: (options: CausalRead) => Promise<T>): Promise<T> {
    const time = operationTime === null ? null : readOperationTime(operationTime);
    if (time === null) return read({ readPreference: 'primary' });
    const session = this.client.startSession({ causalConsistency: true, defaultTimeoutMS: CAUSAL_WAIT_MS });
    try {
      session.advanceOperationTime(time);
      return await read({ session });
    } catch (error) {
      if (!(error instanceof MongoServerError || error instanceof MongoOperationTimeoutError)) throw error;
      return await read({ readPreference: 'primary' });
    } finally {
      await session.endSession();
    }
  }

  /** Number and total seconds of the reads and writes since the start. */
  commandTimes(): { readonly commands: number; readonly seconds: number } {
    return { commands: this.#commands, seconds: this.#commandSeconds };
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #sayCompression(): Promise<void> {
    const { name, logger } = this.options;
    try {
      logger.info(
        { pool: name, wanted: this.detail, inForce: await this.compression() },
        'MongoDB is reached',
      );
    } catch (error) {
      logger.debug({ pool: name, error: String(error) }, 'MongoDB does not tell its compression');
    }
  }

  #listen(): void {
    const { client, events } = this;
    const { name: pool, logger } = this.options;
    client.on('connectionCreated', () => this.#total++);
    client.on('connectionClosed', (event) => {
      this.#total--;
      events.emit('pool:remove', { pool, connection: keyOf(event) });
    });
    client.on('connectionCheckOutStarted', () => this.#waiting++);
    client.on('connectionReady', (event) => {
      const seconds = event.durationMS / 1000;
      this.#times.create.record(seconds);
      events.emit('pool:connect', { pool, connection: keyOf(event), seconds });
    });
    client.once('connectionReady', () => void this.#sayCompression());
    client.on('connectionCheckOutFailed', (event) => {
      this.#waiting--;
      if (event.reason !== 'timeout') return;
      this.#times.timeouts++;
      events.emit('pool:timeout', { pool, waited: event.durationMS / 1000 });
    });
    client.on('connectionCheckedOut', (event) => {
      this.#waiting--;
      this.#active++;
      const connection = keyOf(event);
      const waited = event.durationMS / 1000;
      this.#times.wait.record(waited);
      this.#usedSince.set(connection, performance.now());
      events.emit('pool:acquire', { pool, connection, waited });
    });
    client.on('connectionCheckedIn', (event) => {
      this.#active--;
      const connection = keyOf(event);
      const since = this.#usedSince.get(connection);
      this.#usedSince.delete(connection);
      if (since === undefined) return;
      const used = (performance.now() - since) / 1000;
      this.#times.use.record(used);
      events.emit('pool:release', { pool, connection, used });
    });
    client.on('connectionPoolCleared', ({ address }) => {
      logger.warn({ pool, address }, 'The connections to a MongoDB server were given up');
      events.emit('pool:lost', { pool, address });
    });
    client.on('commandSucceeded', ({ commandName, duration }) => {
      if (!MEASURED_COMMANDS.has(commandName)) return;
      this.#commands++;
      this.#commandSeconds += duration / 1000;
    });
  }
}

/** Connections are numbered for each server. */
function keyOf({ address, connectionId }: { address: string; connectionId: number | '<monitor>' }): string {
  return `${address}#${connectionId}`;
}
