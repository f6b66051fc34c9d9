import { type PoolSnapshot } from '@sizewise/shared';
import { type Db, MongoClient } from 'mongodb';

import {
  chooseCompression,
  clientOptions,
  type MongoPoolOptions,
  type ResolvedMongoPoolOptions,
  resolveMongoPoolOptions,
} from './mongo-options.ts';
import { WaitTimes } from './wait-times.ts';

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
  readonly #waits = new WaitTimes();
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
    client.on('connectionCreated', () => this.#total++);
    client.on('connectionClosed', () => this.#total--);
    client.on('connectionCheckOutStarted', () => this.#waiting++);
    client.on('connectionCheckOutFailed', () => this.#waiting--);
    client.on('connectionCheckedOut', (event) => {
      this.#waiting--;
      this.#active++;
      this.#waits.record(event.durationMS / 1000);
    });
    client.on('connectionCheckedIn', () => this.#active--);
    client.on('commandSucceeded', ({ commandName, duration }) => {
      if (!MEASURED_COMMANDS.has(commandName)) return;
      this.#commands++;
      this.#commandSeconds += duration / 1000;
    });
  }
}
