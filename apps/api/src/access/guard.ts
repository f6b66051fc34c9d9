import { type Context, type MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';

import { type AppEnv } from '../http/app-env.ts';
import { ForbiddenHostError, ForbiddenOriginError, UnauthorizedError } from './errors.ts';
import { type HostRule } from './hosts.ts';
import { type KeyRing, SESSION_COOKIE } from './session.ts';

/** Refuses requests addressed to a strange name (DNS rebinding) or sent by pages of another origin. */
export function checkAddress(rule: HostRule): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const host = c.req.header('host') ?? new URL(c.req.url).host;
    if (!rule.allows(host)) throw new ForbiddenHostError();
    const origin = c.req.header('origin');
    if (origin !== undefined && URL.parse(origin)?.host !== host.toLowerCase())
      throw new ForbiddenOriginError();
    if (isForeign(c)) throw new ForbiddenOriginError();
    await next();
  };
}

/** A link from another site may open a page; it may not send anything nor read the API. */
function isForeign(c: Context<AppEnv>): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== 'cross-site' && site !== 'same-site') return false;
  return (
    c.req.header('sec-fetch-mode') !== 'navigate' || c.req.method !== 'GET' || c.req.path.startsWith('/api/')
  );
}

/** True for a request that brings the key or a live session. */
export function isAuthenticated(c: Context<AppEnv>, keys: KeyRing): boolean {
  const bearer = /^Bearer +(.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  if (bearer !== undefined) return keys.matchesKey(bearer);
  const session = getCookie(c, SESSION_COOKIE);
  return session !== undefined && keys.matchesSession(session);
}

/** Lets requests with a key or session pass; without a key ring, all. */
export function requireKey(keys: KeyRing | null): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (keys !== null && c.req.path !== '/api/session' && !isAuthenticated(c, keys)) {
      c.header('WWW-Authenticate', 'Bearer');
      throw new UnauthorizedError();
    }
    await next();
  };
}
