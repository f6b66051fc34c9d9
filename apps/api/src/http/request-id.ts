import { randomUUID } from 'node:crypto';

import { type MiddlewareHandler } from 'hono';

import { type AppEnv } from './app-env.ts';

const ACCEPTABLE = /^[\w.-]{8,64}$/;

/** Gives each request an id: the caller's X-Request-Id where it is harmless, else a fresh one. */
export function requestId(): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const given = c.req.header('x-request-id');
    const id = given !== undefined && ACCEPTABLE.test(given) ? given : randomUUID();
    c.set('requestId', id);
    c.header('X-Request-Id', id);
    await next();
  };
}
