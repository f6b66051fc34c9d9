import { monitorEventLoopDelay } from 'node:perf_hooks';

import { type PressureSource } from '@sizewise/shared';

import { poolPressure, type PressureReading } from './connection-budget.ts';
import { type PostgresPool } from './pools/postgres-pool.ts';

/**
 * How long requests may wait for each reason before other work has to give way, seconds. A request waits for its turn on
 * the event loop several times, and for the server's: with these, the slowest of a hundred took 20 ms beside an import
 * on two cores, which kept 0.79 of its speed (benchmark `online-first`); with twice as much 17 to 31 ms, with 5, 8 and
 * 10 ms 27 to 36. Locks and replicas concern few requests.
 */
const ALLOWED: Readonly<Record<PressureSource, number>> = {
  pool_wait: 0.001,
  event_loop: 0.0015,
  round_trip: 0.002,
  lock_wait: 0.1,
  replication_lag: 5,
};
/** Readings within this time are one: percentiles need samples. */
const READ_EVERY_MS = 400;
const RESOLUTION_MS = 10;
const KEPT_WAITS = 1024;
/** One late answer is chance, half of the last five are not. */
const KEPT_ROUND_TRIPS = 5;
const SHARE = 0.95;
/** What asks for connections between two readings without a request: the probe, and a sample of the figures. */
const OWN_REQUESTS = 2;

// Locks count where requests wait for them; null replay_lag: no replica, or a user who may not see them.
const PROBE = `
  SELECT (SELECT max(extract(epoch FROM clock_timestamp() - l.waitstart)) FROM pg_locks l
      JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE NOT l.granted AND a.datname = current_database() AND a.application_name = $1)::float8 AS lock_wait,
    (SELECT max(extract(epoch FROM replay_lag)) FROM pg_stat_replication)::float8 AS replication_lag`;

/** How long requests wait now, by reason, seconds. */
export type Waits = Readonly<Record<PressureSource, number>>;
type ServerWaits = Pick<Waits, 'lock_wait' | 'replication_lag'>;

const NOTHING: PressureReading = { value: 0, source: null, isUsed: false };
const NO_WAITS: ServerWaits = { lock_wait: 0, replication_lag: 0 };

/**
 * How hard those waits press, 0–1: one half where one of them is as long as allowed, see ALLOWED.
 * @returns the strongest and its reason
 */
export function pressureOf(waits: Waits): { value: number; source: PressureSource | null } {
  let strongest: { value: number; source: PressureSource | null } = { value: 0, source: null };
  for (const source of Object.keys(ALLOWED) as PressureSource[]) {
    const value = waits[source] / (waits[source] + ALLOWED[source]);
    if (value > strongest.value) strongest = { value, source };
  }
  return strongest;
}

/** Nearest-rank percentile; 0 without a sample. */
function percentileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** Watches how long requests wait in this process and at its server. It measures only while it is asked. */
export class OnlinePressure implements Disposable {
  readonly #pool: PostgresPool;
  readonly #loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #waits: number[] = [];
  readonly #roundTrips: number[] = [];
  readonly #onAcquire = ({ waited }: { waited: number }): void => this.#keepWait(waited);
  #atServer: ServerWaits = NO_WAITS;
  /** Best answer seen: what the network takes is no wait. */
  #bestRoundTrip = Infinity;
  #asking: number | null = null;
  #readAt = -Infinity;
  #last: PressureReading = NOTHING;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
    pool.events.on('pool:acquire', this.#onAcquire);
  }

  /** The strongest pressure of the last half second or so. */
  read(): PressureReading {
    const now = performance.now();
    if (now - this.#readAt < READ_EVERY_MS) return this.#last;
    // Nothing was measured in a longer time nobody asked in, or it is too old to count.
    const isStale = now - this.#readAt > READ_EVERY_MS * 10;
    this.#readAt = now;
    this.#loop.enable();
    void this.#ask(now);
    if (isStale) this.#takeWaits();
    this.#last = isStale ? NOTHING : this.#strongest(now);
    return this.#last;
  }

  [Symbol.dispose](): void {
    this.#loop.disable();
    this.#pool.events.off('pool:acquire', this.#onAcquire);
  }

  #strongest(now: number): PressureReading {
    const waiting = poolPressure([this.#pool.snapshot()]);
    const isUsed = this.#waits.length > OWN_REQUESTS;
    const { pool_wait, event_loop } = this.#takeWaits();
    const strongest = pressureOf({
      pool_wait,
      event_loop: isUsed ? event_loop : 0,
      // While connections are scarce, the probe waits for one too.
      round_trip: isUsed && waiting === 0 ? this.#roundTrip(now) : 0,
      ...this.#atServer,
    });
    return waiting > strongest.value
      ? { value: waiting, source: 'pool_wait', isUsed }
      : { ...strongest, isUsed };
  }

  /** What an answer takes beyond the fastest one, or has taken so far. */
  #roundTrip(now: number): number {
    const pending = this.#asking === null ? 0 : (now - this.#asking) / 1000;
    const seconds = Math.max(percentileOf(this.#roundTrips, 0.5), pending);
    return seconds - Math.min(this.#bestRoundTrip, seconds);
  }

  /** What was gathered since the last call. */
  #takeWaits(): Pick<Waits, 'pool_wait' | 'event_loop'> {
    const pool_wait = percentileOf(this.#waits.splice(0), SHARE);
    // The histogram counts from one timer to the next, so its resolution is part of every value.
    const late = this.#loop.count === 0 ? 0 : this.#loop.percentile(SHARE * 100) / 1e9 - RESOLUTION_MS / 1000;
    this.#loop.reset();
    return { pool_wait, event_loop: Math.max(0, late) };
  }

  #keepWait(waited: number): void {
    if (this.#waits.length === KEPT_WAITS) this.#waits.shift();
    this.#waits.push(waited);
  }

  /** One statement at a time; a server that is away is not busy, so a failure counts for nothing. */
  async #ask(now: number): Promise<void> {
    if (this.#asking !== null) return;
    this.#asking = now;
    try {
      const { rows } = await this.#pool.query<{ [Source in keyof ServerWaits]: number | null }>(PROBE, [
        this.#pool.options.applicationName,
      ]);
      const seconds = (performance.now() - now) / 1000;
      this.#bestRoundTrip = Math.min(this.#bestRoundTrip, seconds);
      this.#roundTrips.push(seconds);
      if (this.#roundTrips.length > KEPT_ROUND_TRIPS) this.#roundTrips.shift();
      const { lock_wait, replication_lag } = rows[0] ?? {};
      this.#atServer = { lock_wait: lock_wait ?? 0, replication_lag: replication_lag ?? 0 };
    } catch {
      this.#roundTrips.length = 0;
      this.#atServer = NO_WAITS;
    } finally {
      this.#asking = null;
    }
  }
}
