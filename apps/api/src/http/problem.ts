import { AppError, ERROR_CODES, type ErrorCode, type Problem } from '@sizewise/shared';

import { InvalidRequestError } from './errors.ts';

/** Codes whose detail speaks of the inside of the server; callers get the title alone. */
const INTERNAL: ReadonlySet<ErrorCode> = new Set([
  'internal_error',
  'invalid_configuration',
  'migration_changed',
]);

/** Codes of PostgreSQL and of sockets that mean: the service is away, not the request wrong. */
const AWAY = /^(08\d{3}|57P0\d|53300|ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT)$/;
/** Class 22 of PostgreSQL: a value that cannot be stored or compared, such as text with a NUL character. */
const BAD_VALUE = /^22[0-9A-Z]{3}$/;
const STATEMENT_TIMEOUT = '57014';
const MONGO_AWAY = /^Mongo(Network|ServerSelection|NetworkTimeout|TopologyClosed|NotConnected)/;

/** The failure as an AppError: those of ours as they are, a service that is away as 503, all else as 500. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if ((typeof code === 'string' && AWAY.test(code)) || (typeof name === 'string' && MONGO_AWAY.test(name))) {
    return new AppError('service_unavailable', 'A database does not answer', {
      cause: error,
      retryable: true,
    });
  }
  if (typeof code === 'string' && BAD_VALUE.test(code)) {
    return new AppError('invalid_request', 'A value of the request cannot be stored', { cause: error });
  }
  if (code === STATEMENT_TIMEOUT) {
    return new AppError('service_unavailable', 'The database did not answer in time', {
      cause: error,
      retryable: true,
    });
  }
  return new AppError('internal_error', 'Unexpected failure', { cause: error });
}

/** RFC 9457 problem details of a failure. Nothing of an unexpected error reaches the caller but the request id. */
export function problemOf(error: AppError, requestId: string): Problem {
  const { status, title } = ERROR_CODES[error.code];
  const hidden = INTERNAL.has(error.code);
  return {
    type: `/docs/errors#${error.code}`,
    title,
    status,
    code: error.code,
    detail: hidden ? `${title}; the log has the reason under request ${requestId}` : error.message,
    requestId,
    ...(error instanceof InvalidRequestError ? { errors: [...error.errors] } : {}),
    ...(hidden || Object.keys(error.data).length === 0 ? {} : { data: error.data }),
  };
}
