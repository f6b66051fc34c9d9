import { type Context } from 'hono';

import { type AppEnv } from './app-env.ts';

/** Address of the peer. Forwarding headers are not believed: anybody can write them. */
export function clientOf(c: Context<AppEnv>): string {
  return c.env?.incoming?.socket.remoteAddress ?? 'local';
}
