import { type Context } from 'hono';

import { type AppEnv } from './app-env.ts';
import { type Asset } from './asset.ts';

/** Files whose name holds a hash of their content never change. */
export const IMMUTABLE = 'public, max-age=31536000, immutable';
/** All others are asked about each time, and mostly answered with 304. */
export const REVALIDATE = 'no-cache';

/** Answers with an asset, compressed where the caller takes it, or 304 where the caller has it already. */
export async function sendAsset(c: Context<AppEnv>, asset: Asset, caching: string): Promise<Response> {
  c.header('ETag', asset.etag);
  c.header('Cache-Control', caching);
  c.header('Vary', 'Accept-Encoding');
  if (c.req.header('if-none-match')?.includes(asset.etag)) return c.body(null, 304);
  c.header('Content-Type', asset.type);
  const small = /\bbr\b/.test(c.req.header('accept-encoding') ?? '') ? await asset.brotli() : null;
  if (small !== null) c.header('Content-Encoding', 'br');
  return c.body(small ?? asset.body);
}
