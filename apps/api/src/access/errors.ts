import { AppError } from '@sizewise/shared';

/** No key, or not the right one. */
export class UnauthorizedError extends AppError {
  constructor() {
    super('unauthorized', 'Send the key as `Authorization: Bearer …` or open a session');
  }
}

/** The page that sent the request is of another origin. */
export class ForbiddenOriginError extends AppError {
  constructor() {
    super('forbidden_origin', 'Only pages of this server may send requests to it');
  }
}

/** The Host header names a host that this server does not answer for. */
export class ForbiddenHostError extends AppError {
  constructor() {
    super('forbidden_host', 'Address the server by a name it knows; SIZEWISE_ALLOWED_HOSTS adds names');
  }
}
