import { ERROR_CODES, type ErrorCode } from './error-codes.ts';

export interface AppErrorOptions {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
  readonly retryable?: boolean;
}

/**
 * Base of every error that SizeWise throws on purpose. Each failure has a class of its own that fixes the code;
 * `data` holds what a program needs (counters, positions, limits), never a secret.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly data: Readonly<Record<string, unknown>>;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.data = options.data ?? {};
    this.retryable = options.retryable ?? false;
  }

  /** HTTP status that stands for this failure. */
  get status(): number {
    return ERROR_CODES[this.code].status;
  }
}

/** True for an error whose operation may be tried again as it is. */
export function isRetryable(error: unknown): boolean {
  return error instanceof AppError && error.retryable;
}
