/** A right to hold one PostgreSQL connection; ends with `release()` or `await using`. */
export interface ConnectionPermit extends AsyncDisposable {
  release(): void;
}

/** What makes requests wait, see docs/configuration.md. */
export const PRESSURE_SOURCES = [
  'pool_wait',
  'event_loop',
  'round_trip',
  'lock_wait',
  'replication_lag',
] as const;
export type PressureSource = (typeof PRESSURE_SOURCES)[number];

/** Shares the server's connections between API, imports, job queue and listener. */
export interface ConnectionBudget {
  /**
   * Waits for `n` permits, first come first served.
   * @throws AppError `budget_exhausted` when the signal aborts first.
   */
  acquire(n: number, signal?: AbortSignal): Promise<ConnectionPermit>;
  /** 0 when requests do not wait, one half where they wait as long as they may, towards 1 beyond. */
  pressure(): number;
  /** What makes requests wait most; null where none of them waits. */
  pressedBy?(): PressureSource | null;
  /** Whether requests ask for connections, whether they wait or not. */
  isUsed?(): boolean;
}
