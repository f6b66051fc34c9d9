import { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import { Client } from 'pg';

import { type ResolvedPostgresPoolOptions } from './postgres-options.ts';

const END_TIMEOUT_MS = 2000;
const RETRY_FIRST_MS = 25;
const RETRY_MOST_MS = 500;

// cannot_connect_now, too_many_connections, admin_shutdown, crash_shutdown: over in a moment, mostly.
const TRANSIENT = new Set([
  '57P03',
  '53300',
  '57P01',
  '57P02',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
]);

function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return TRANSIENT.has(code) || /terminated unexpectedly/.test(error.message);
}

/** One connection with what a pool has to know about it. */
export class PostgresConnection {
  readonly client: Client;
  readonly #socket: Socket;
  /** `performance.now()` from which on it is replaced. */
  readonly retireAt: number;
  /** `performance.now()` of its last release. */
  idleSince = performance.now();
  /** Why it must not be handed out again. */
  broken: Error | null = null;

  private constructor(client: Client, socket: Socket, retireAt: number) {
    this.client = client;
    this.#socket = socket;
    this.retireAt = retireAt;
  }

  /**
   * Connects with the session settings applied. A server that refuses is tried again within `reconnectWindow`.
   * @throws the last error of the driver.
   */
  static async open(options: ResolvedPostgresPoolOptions, signal: AbortSignal): Promise<PostgresConnection> {
    const giveUpAt = performance.now() + options.reconnectWindow * 1000;
    for (let pause = RETRY_FIRST_MS; ; pause = Math.min(RETRY_MOST_MS, pause * 2)) {
      try {
        return await PostgresConnection.#connect(options);
      } catch (error) {
        if (!isTransient(error) || performance.now() + pause > giveUpAt) throw error;
      }
      await delay(pause, undefined, { signal });
    }
  }

  static async #connect(options: ResolvedPostgresPoolOptions): Promise<PostgresConnection> {
    const socket = new Socket();
    const client = new Client({
      connectionString: options.connectionString,
      application_name: options.applicationName,
      statement_timeout: options.statementTimeout * 1000,
      lock_timeout: options.lockTimeout * 1000,
      connectionTimeoutMillis: options.connectTimeout * 1000,
      keepAlive: true,
      options: `-c work_mem=${options.workMem}`,
      stream: () => socket,
    });
    const early = new Promise<never>((_, reject) => client.once('error', reject));
    early.catch(() => undefined);
    try {
      await Promise.race([client.connect(), early]);
    } catch (error) {
      socket.destroy();
      throw error;
    }
    const life = options.recycle * 1000 * (1 - Math.random() / 10);
    return new PostgresConnection(client, socket, performance.now() + life);
  }

  /** True when the server answers within `seconds`; a silent connection is cut. */
  async ping(seconds: number): Promise<boolean> {
    const timer = setTimeout(() => this.#socket.destroy(), seconds * 1000);
    try {
      await this.client.query('SELECT 1');
      return true;
    } catch (error) {
      this.broken ??= error instanceof Error ? error : new Error(String(error));
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the connection: in order where it can, cut after two seconds. Never throws. */
  async end(): Promise<void> {
    const timer = setTimeout(() => this.#socket.destroy(), END_TIMEOUT_MS);
    try {
      await this.client.end();
    } catch {
      this.#socket.destroy();
    } finally {
      clearTimeout(timer);
    }
  }
}
