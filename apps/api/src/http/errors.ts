import { AppError } from '@sizewise/shared';

/** One field of a request that does not fit. */
export interface FieldFault {
  readonly path: string;
  readonly message: string;
}

/** The request does not fit the schema of its route. */
export class InvalidRequestError extends AppError {
  readonly errors: readonly FieldFault[];

  constructor(errors: readonly FieldFault[]) {
    super(
      'invalid_request',
      errors.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; '),
    );
    this.errors = errors;
  }
}

/** The body is not JSON. */
export class MalformedJsonError extends AppError {
  constructor(cause?: unknown) {
    super('malformed_json', 'The body cannot be parsed as JSON', { cause });
  }
}

/** No route answers this method and path. */
export class RouteNotFoundError extends AppError {
  constructor(method: string, path: string) {
    super('route_not_found', `There is no route ${method} ${path}`);
  }
}

/** The body is larger than the limit, in bytes. */
export class BodyTooLargeError extends AppError {
  constructor(limit: number) {
    super('body_too_large', `The body is larger than ${limit} bytes`, { data: { limit } });
  }
}

/** The route takes bodies of other media types. */
export class UnsupportedMediaTypeError extends AppError {
  constructor(expected: string, given: string | undefined) {
    super(
      'unsupported_media_type',
      `This route takes ${expected}, not ${given ?? 'a body without Content-Type'}`,
    );
  }
}

/** The sender was slower than the limit allows. */
export class RequestTimeoutError extends AppError {
  constructor(seconds: number) {
    super('request_timeout', `The body did not arrive within the ${seconds} s allowed`, {
      data: { seconds },
    });
  }
}

/** The upload stopped before its end. */
export class UploadAbortedError extends AppError {
  constructor(cause?: unknown) {
    super('upload_aborted', 'The upload ended before the whole body was there', { cause });
  }
}

/** A segment may only be changed by somebody who names the version read. */
export class VersionRequiredError extends AppError {
  constructor() {
    super('version_required', 'Send the ETag of the segment as If-Match');
  }
}

/** More requests than the policy allows; `data.retryAfter` is in seconds. */
export class RateLimitedError extends AppError {
  constructor(policy: string, retryAfter: number) {
    super('rate_limited', `The quota of policy ${policy} is used up; try again in ${retryAfter} s`, {
      data: { policy, retryAfter },
      retryable: true,
    });
  }
}

/** A service that the request needs does not answer. */
export class ServiceUnavailableError extends AppError {
  constructor(service: string, cause?: unknown) {
    super('service_unavailable', `${service} is not available`, {
      cause,
      data: { service },
      retryable: true,
    });
  }
}

/** The length unit is none of LENGTH_UNITS. */
export class InvalidUnitError extends AppError {
  constructor(unit: string, known: readonly string[]) {
    super('invalid_unit', `The unit ${JSON.stringify(unit)} is none of ${known.join(', ')}`);
  }
}
