import { setTimeout as delay } from 'node:timers/promises';

import { type Logger, silentLogger } from '@sizewise/shared';
import { Client } from 'pg';

import { type TagVersions } from './cache-entry.ts';
import { CACHE_CHANNEL, parseNotice } from './invalidate.ts';

const RETRY_FIRST_MS = 50;
const RETRY_MOST_MS = 2000;
// A connection that a firewall forgot says nothing; a query finds out.
const HEARTBEAT_MS = 5000;
const HEARTBEAT_TIMEOUT_MS = 2000;

export interface InvalidationListenerOptions {
  readonly connectionString: string;
  readonly onInvalidate: (versions: TagVersions) => void;
  /** True: every invalidation from now on arrives. False: some may be missed. */
  readonly onState: (listening: boolean) => void;
  readonly logger?: Logger | undefined;
}

/** Hears what other processes invalidate, on one connection that is opened again whenever it is lost. */
export class InvalidationListener implements AsyncDisposable {
  readonly #options: InvalidationListenerOptions;
  readonly #logger: Logger;
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;
  #client: Client | null = null;

  constructor(options: InvalidationListenerOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
  }

  /** Resolves once it listens. @throws the driver's error of the first connect; it goes on trying all the same. */
  async start(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#running ??= this.#run(resolve, reject);
    await promise;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#client?.end().catch(() => undefined);
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #run(started: () => void, failed: (error: unknown) => void): Promise<void> {
    let pause = RETRY_FIRST_MS;
    while (!this.#stop.signal.aborted) {
      try {
        const client = await this.#listen();
        pause = RETRY_FIRST_MS;
        started();
        this.#options.onState(true);
        await this.#whileAlive(client);
      } catch (error) {
        failed(error);
        this.#logger.warn({ error: String(error) }, 'The cache hears no invalidations; it is bypassed');
      }
      this.#options.onState(false);
      await this.#client?.end().catch(() => undefined);
      await delay(pause, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      pause = Math.min(RETRY_MOST_MS, pause * 2);
    }
  }

  async #listen(): Promise<Client> {
    const client = new Client({
      connectionString: this.#options.connectionString,
      application_name: 'sizewise cache listener',
      connectionTimeoutMillis: 10_000,
      query_timeout: HEARTBEAT_TIMEOUT_MS,
      keepAlive: true,
    });
    this.#client = client;
    // Without a listener an error on the idle connection would end the process.
    client.on('error', () => undefined);
    client.on('notification', ({ channel, payload }) => {
      if (channel === CACHE_CHANNEL) this.#hear(payload);
    });
    await client.connect();
    await client.query(`LISTEN ${CACHE_CHANNEL}`);
    return client;
  }

  #hear(payload: string | undefined): void {
    let versions: TagVersions;
    try {
      versions = parseNotice(payload);
    } catch (error) {
      // Whatever it was to say is missed.
      this.#logger.warn({ error: String(error) }, 'A notice of the cache cannot be read; all is forgotten');
      this.#options.onState(false);
      this.#options.onState(true);
      return;
    }
    this.#options.onInvalidate(versions);
  }

  async #whileAlive(client: Client): Promise<void> {
    const ended = new AbortController();
    client.once('end', () => ended.abort());
    const signal = AbortSignal.any([ended.signal, this.#stop.signal]);
    while (!signal.aborted) {
      await delay(HEARTBEAT_MS, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await client.query('SELECT 1');
    }
  }
}
