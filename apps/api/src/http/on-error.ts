import { type Logger } from '@sizewise/shared';
import { type ErrorHandler, type NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { type ContentfulStatusCode } from 'hono/utils/http-status';

import { type AppEnv } from './app-env.ts';
import { MalformedJsonError, RouteNotFoundError } from './errors.ts';
import { asAppError, problemOf } from './problem.ts';

/** Answers every failure with problem+json, and logs those that are the server's own. */
export function onError(logger: Logger): ErrorHandler<AppEnv> {
  return (thrown, c) => {
    const error = asAppError(fromHono(thrown));
    const requestId = c.get('requestId');
    if (error.status >= 500)
      logger.error({ requestId, code: error.code, err: error.cause ?? error }, 'request failed');
    if (error.code === 'body_too_large' || error.code === 'request_timeout') c.header('Connection', 'close');
    const body = JSON.stringify(problemOf(error, requestId));
    return c.body(body, error.status as ContentfulStatusCode, { 'Content-Type': 'application/problem+json' });
  };
}

export const onNotFound: NotFoundHandler<AppEnv> = (c) => {
  throw new RouteNotFoundError(c.req.method, c.req.path);
};

/** Hono itself only complains about bodies that are not JSON. */
function fromHono(error: unknown): unknown {
  return error instanceof HTTPException && error.status === 400 ? new MalformedJsonError(error) : error;
}
