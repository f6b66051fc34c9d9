import { type MiddlewareHandler } from 'hono';

import { type AppEnv } from './app-env.ts';
import { clientOf } from './client.ts';
import { RateLimitedError } from './errors.ts';

/** So many requests per window and client. */
export interface RatePolicy {
  readonly name: string;
  readonly quota: number;
  readonly windowSeconds: number;
}

interface Window {
  endsAt: number;
  used: number;
}

/** Clients that are remembered at once; the oldest window goes first. */
const MAX_CLIENTS = 10_000;

/**
 * Counts requests per client in fixed windows and answers with RateLimit and RateLimit-Policy
 * (draft-ietf-httpapi-ratelimit-headers-11). A quota of 0 lifts the limit.
 * @param now Clock in milliseconds.
 */
export function rateLimit(policy: RatePolicy, now: () => number = Date.now): MiddlewareHandler<AppEnv> {
  const windows = new Map<string, Window>();
  return async (c, next) => {
    if (policy.quota === 0) return next();
    const window = currentWindow(windows, clientOf(c), policy, now());
    window.used += 1;
    const reset = Math.max(1, Math.ceil((window.endsAt - now()) / 1000));
    c.header('RateLimit-Policy', `"${policy.name}";q=${policy.quota};w=${policy.windowSeconds}`);
    c.header('RateLimit', `"${policy.name}";r=${Math.max(0, policy.quota - window.used)};t=${reset}`);
    if (window.used > policy.quota) {
      c.header('Retry-After', String(reset));
      throw new RateLimitedError(policy.name, reset);
    }
    return next();
  };
}

function currentWindow(windows: Map<string, Window>, client: string, policy: RatePolicy, at: number): Window {
  const known = windows.get(client);
  if (known && known.endsAt > at) return known;
  windows.delete(client);
  if (windows.size >= MAX_CLIENTS) {
    const oldest = windows.keys().next().value;
    if (oldest !== undefined) windows.delete(oldest);
  }
  const fresh = { endsAt: at + policy.windowSeconds * 1000, used: 0 };
  windows.set(client, fresh);
  return fresh;
}
