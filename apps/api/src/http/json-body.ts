import { type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

import { type AppEnv } from './app-env.ts';
import { BodyTooLargeError, RequestTimeoutError, UnsupportedMediaTypeError } from './errors.ts';

/** A JSON body must be there within this time, however slowly it drips in. */
const BODY_SECONDS = 30;

/**
 * Guards a route that takes JSON: media type, size in bytes, and time to arrive.
 * @param others media types that the route takes as well, in lower case
 * @throws UnsupportedMediaTypeError, BodyTooLargeError, RequestTimeoutError
 */
export function jsonBody(maxBytes: number, others: readonly string[] = []): MiddlewareHandler<AppEnv>[] {
  return [
    checkMediaType(others),
    bodyLimit({
      maxSize: maxBytes,
      onError: () => {
        throw new BodyTooLargeError(maxBytes);
      },
    }),
    withDeadline,
  ];
}

function checkMediaType(others: readonly string[]): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const type = c.req.header('content-type');
    const essence = (type ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    if (!/^application\/([\w.-]+\+)?json$/.test(essence) && !others.includes(essence)) {
      throw new UnsupportedMediaTypeError(['application/json', ...others].join(' or '), type);
    }
    await next();
  };
}

/** Reads the body ahead, into the context's own cache, so that the clock covers nothing but its arrival. */
const withDeadline: MiddlewareHandler<AppEnv> = async (c, next) => {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new RequestTimeoutError(BODY_SECONDS)), BODY_SECONDS * 1000);
  try {
    await Promise.race([c.req.text(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
  await next();
};
