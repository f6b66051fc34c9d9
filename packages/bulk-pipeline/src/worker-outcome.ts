import { AppError, ERROR_CODES, type ErrorCode } from '@sizewise/shared';

/** A failure as it crosses a thread: classes do not survive structured cloning, so their data goes alone. */
export interface WorkerFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly retryable: boolean;
}

export type WorkerOutcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: WorkerFailure };

// SQLSTATE: 08 connection, 40 rollback (deadlock), 53 resources, 55P03 lock timeout, 57 operator intervention, 58 system.
const PASSING_STATES = /^(08|40|53|55P03|57|58)/;
const PASSING_ERRNOS = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  // A disk that is full: room comes back when other uploads are done.
  'ENOSPC',
  'EDQUOT',
]);
const PASSING_NAMES = /^Mongo(Network|ServerSelection|PoolCleared|NotConnected|TopologyClosed)/;
const PASSING_MESSAGES = /^Connection terminated|^Client has encountered a connection error/;

/** True for a fault of a connection, a server or a full disk, not of the data: the same chunk may succeed later. */
export function isPassing(error: unknown): boolean {
  if (error instanceof AppError) return error.retryable;
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && (PASSING_STATES.test(code) || PASSING_ERRNOS.has(code))) return true;
  return PASSING_NAMES.test(error.name) || PASSING_MESSAGES.test(error.message);
}

/** Runs a worker task and turns whatever it throws into data. */
export async function outcomeOf<T>(work: () => Promise<T>): Promise<WorkerOutcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const message = error instanceof Error ? error.message || error.name : String(error);
    const known = error instanceof AppError ? error : null;
    const data = known?.data ?? { stack: error instanceof Error ? error.stack : undefined };
    return {
      ok: false,
      failure: { code: known?.code ?? 'chunk_failed', message, data, retryable: isPassing(error) },
    };
  }
}

/** The error that a failure stands for, on the parent's side. */
export function errorOf(failure: WorkerFailure): AppError {
  const code = failure.code in ERROR_CODES ? failure.code : 'chunk_failed';
  return new AppError(code, failure.message, { data: failure.data, retryable: failure.retryable });
}
