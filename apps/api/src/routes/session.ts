import { createRoute, z } from '@hono/zod-openapi';
import { type Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { type CookieOptions } from 'hono/utils/cookie';

import { UnauthorizedError } from '../access/errors.ts';
import { isAuthenticated } from '../access/guard.ts';
import { SESSION_COOKIE, SESSION_SECONDS } from '../access/session.ts';
import { type AppEnv } from '../http/app-env.ts';
import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { jsonBody } from '../http/json-body.ts';
import { rateLimit } from '../http/rate-limit.ts';
import { json, jsonRequest } from './schemas.ts';

const tags = ['Access'];
const sessionState = z.object({ keyRequired: z.boolean(), authenticated: z.boolean() });

const read = createRoute({
  method: 'get',
  path: '/api/session',
  tags,
  responses: { 200: json(sessionState, 'Whether a key is needed, and whether this caller has shown it') },
});

const close = createRoute({
  method: 'delete',
  path: '/api/session',
  tags,
  responses: { 204: { description: 'The cookie is gone' } },
});

/** Sessions for browsers: a cookie that stands for the key without holding it. */
export function sessionRoutes({ keys, limits }: Deps) {
  // Guessing a key is hopeless at this pace; a person who mistypes it is not locked out for long.
  const policy = { name: 'session', quota: limits.rateLimit === 0 ? 0 : 10, windowSeconds: 60 };
  const open = createRoute({
    method: 'post',
    path: '/api/session',
    tags,
    middleware: [rateLimit(policy), ...jsonBody(4096)],
    request: { body: jsonRequest(z.object({ key: z.string().min(1).max(1024) })) },
    responses: { 200: json(sessionState, 'The session is open; the cookie says so') },
  });
  return createApi()
    .openapi(read, (c) =>
      c.json({ keyRequired: keys !== null, authenticated: keys === null || isAuthenticated(c, keys) }, 200),
    )
    .openapi(open, (c) => {
      if (keys !== null) {
        if (!keys.matchesKey(c.req.valid('json').key)) throw new UnauthorizedError();
        setCookie(c, SESSION_COOKIE, keys.openSession(), { ...cookieOptions(c), maxAge: SESSION_SECONDS });
      }
      return c.json({ keyRequired: keys !== null, authenticated: true }, 200);
    })
    .openapi(close, (c) => {
      deleteCookie(c, SESSION_COOKIE, cookieOptions(c));
      return c.body(null, 204);
    });
}

function cookieOptions(c: Context<AppEnv>): CookieOptions {
  return { httpOnly: true, sameSite: 'Strict', path: '/', secure: c.req.url.startsWith('https:') };
}
