/** A right to hold one PostgreSQL connection; ends with `release()` or `await using`. */
export interface ConnectionPermit extends AsyncDisposable {
  release(): void;
}

/** Shares the server's connections between API, imports, job queue and listener. */
export interface ConnectionBudget {
  /**
   * Waits for `n` permits, first come first served.
   * @throws AppError `budget_exhausted` when the signal aborts first.
   */
  acquire(n: number, signal?: AbortSignal): Promise<ConnectionPermit>;
  /** 0 when nobody waits for a connection, towards 1 as the pools fill up and requests wait. */
  pressure(): number;
}
