import { type PoolSnapshot } from '@sizewise/shared';
import { type Db, MongoClient } from 'mongodb';

import { DurationHistogram } from './duration-histogram.ts';
import {
  chooseCompression,
  clientOptions,
  type MongoPoolOptions,
  type ResolvedMongoPoolOptions,
  resolveMongoPoolOptions,
} from './mongo-options.ts';
import { type PoolHistograms } from './pool-histograms.ts';

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

/** A MongoClient with our defaults, whose pool is counted from the driver's monitoring events. */
export class MongoPool implements AsyncDisposable {
  readonly options: ResolvedMongoPoolOptions;
  readonly client: MongoClient;
  /** One line for people about the compression that was chosen. */
  readonly detail: string;
  readonly #waits = new DurationHistogram();
  readonly #uses = new DurationHistogram();
  readonly #creates = new DurationHistogram();
  // Bounded by the pool's size: a connection that is closed is checked in before.
  readonly #usedSince = new Map<string, number>();
  #timeouts = 0;
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
      waitP95: this.#waits.percentile(0.95),
      timeouts: this.#timeouts,
      waitTime: this.#waits.summary(),
      useTime: this.#uses.summary(),
      createTime: this.#creates.summary(),
    };
  }

  /** The durations since the start, for Prometheus. */
  histograms(): PoolHistograms {
    return {
      name: this.options.name,
      wait: this.#waits.buckets(),
      use: this.#uses.buckets(),
      create: this.#creates.buckets(),
    };
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

  #listen(): void {
    const { client } = this;
    const { name, logger } = this.options;
    client.on('connectionCreated', () => this.#total++);
    client.on('connectionClosed', () => this.#total--);
    client.on('connectionCheckOutStarted', () => this.#waiting++);
    client.on('connectionReady', (event) => this.#creates.record(event.durationMS / 1000));
    client.on('connectionCheckOutFailed', (event) => {
      this.#waiting--;
      if (event.reason === 'timeout') this.#timeouts++;
    });
    client.on('connectionCheckedOut', (event) => {
      this.#waiting--;
      this.#active++;
      this.#waits.record(event.durationMS / 1000);
      this.#usedSince.set(keyOf(event), performance.now());
    });
    client.on('connectionCheckedIn', (event) => {
      this.#active--;
      const since = this.#usedSince.get(keyOf(event));
      this.#usedSince.delete(keyOf(event));
      if (since !== undefined) this.#uses.record((performance.now() - since) / 1000);
    });
    client.on('connectionPoolCleared', ({ address }) => {
      logger.warn({ pool: name, address }, 'The connections to a MongoDB server were given up');
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
