import { AppError, type PoolSnapshot } from '@sizewise/shared';

/** The counters that an acquire which ran out of time carries. */
export type PoolCounters = Pick<PoolSnapshot, 'total' | 'active' | 'idle' | 'waiting' | 'max'>;

/** No connection became free within the acquire timeout; `cause` is the last failure to open one, if any. */
export class AcquireTimeoutError extends AppError {
  constructor(pool: string, seconds: number, counters: PoolCounters, cause?: unknown) {
    const { total, active, idle, waiting, max } = counters;
    super(
      'acquire_timeout',
      `Pool ${pool} had no free connection within ${seconds} s ` +
        `(total ${total}, active ${active}, idle ${idle}, waiting ${waiting}, max ${max})`,
      { data: { pool, timeout: seconds, total, active, idle, waiting, max }, cause, retryable: true },
    );
  }
}

/** The pool takes no requests any more. */
export class PoolClosedError extends AppError {
  constructor(pool: string) {
    super('pool_closed', `Pool ${pool} is closed`, { data: { pool } });
  }
}

/** A lease was given back a second time, or used after it was given back. */
export class DoubleReleaseError extends AppError {
  constructor(pool: string) {
    super('double_release', `A lease of pool ${pool} was used after its release`, { data: { pool } });
  }
}

/** A permit was not had before the caller gave up, or can never be had. */
export class BudgetExhaustedError extends AppError {
  constructor(wanted: number, limit: number, cause?: unknown) {
    super('budget_exhausted', `No ${wanted} connection permits of ${limit} became free in time`, {
      data: { wanted, limit },
      cause,
      retryable: wanted <= limit,
    });
  }
}

/** Tags of a cached value, or of an invalidation, that are too many or too long. */
export class CacheTagsError extends AppError {
  constructor(detail: string) {
    super('invalid_cache_tags', `Cache: ${detail}`);
  }
}

/** Options that contradict themselves; `faults` lists every one. */
export class OptimizerConfigurationError extends AppError {
  constructor(faults: readonly string[]) {
    super('invalid_configuration', `The configuration has faults: ${faults.join('; ')}`, {
      data: { faults },
    });
  }
}

/** No sample of that name was ever kept. */
export class MetricNotFoundError extends AppError {
  constructor(metric: string) {
    super('metric_not_found', `There is no metric ${metric}`, { data: { metric } });
  }
}

/** A stretch of time that cannot be answered. */
export class InvalidRangeError extends AppError {
  constructor(detail: string) {
    super('invalid_range', `The range cannot be answered: ${detail}`, { data: { detail } });
  }
}
