import { type Problem } from '@sizewise/shared';

/** A request that the api refused, or that never reached it; carries the problem's stable code. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly requestId: string | null;
  readonly fields: readonly { path: string; message: string }[];

  constructor(problem: Partial<Problem> & { code: string; detail: string }, cause?: unknown) {
    super(problem.detail, cause === undefined ? undefined : { cause });
    this.name = 'ApiError';
    this.code = problem.code;
    this.status = problem.status ?? 0;
    this.requestId = problem.requestId ?? null;
    this.fields = problem.errors ?? [];
  }
}

/** The error for an answer that is no success: its problem+json, or its status line where it has none. */
export function problemFrom(status: number, text: string): ApiError {
  try {
    const body: unknown = JSON.parse(text);
    if (isProblem(body)) return new ApiError({ ...body, status });
  } catch {
    // A proxy's page or a cut answer: the status says what there is to say.
  }
  return new ApiError({
    code: `http_${status}`,
    status,
    detail: `The server answered with status ${status}`,
  });
}

/** The error for a request without an answer. */
export function unreachable(cause: unknown): ApiError {
  return new ApiError({ code: 'unreachable', detail: 'The server does not answer' }, cause);
}

/** Any thrown value as an ApiError, so that a panel always has a code and a sentence to show. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError({ code: 'unexpected', detail: error instanceof Error ? error.message : String(error) });
}

/** True for the error of a request that its caller aborted. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  const { code, detail } = body as Record<string, unknown>;
  return typeof code === 'string' && typeof detail === 'string';
}
