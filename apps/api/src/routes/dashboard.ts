import { Hono } from 'hono';

import { type AppEnv } from '../http/app-env.ts';
import { type Asset, loadAssets } from '../http/asset.ts';
import { type Deps } from '../http/deps.ts';
import { RouteNotFoundError } from '../http/errors.ts';
import { IMMUTABLE, REVALIDATE, sendAsset } from '../http/send-asset.ts';

/** Vite puts a hash of at least eight characters into the name of each file below assets/. */
const HASHED = /^assets\/.+-[\w-]{8,}\.\w+$/;
const RESERVED = /^\/(api|docs|openapi\.json|metrics|livez|readyz)(\/|$)/;

/** The built dashboard: its files, and its page for every path that the page itself routes. */
export function dashboardRoutes({ dashboardDir }: Deps): Hono<AppEnv> {
  let loading: Promise<Map<string, Asset>> | undefined;
  return new Hono<AppEnv>().get('*', async (c) => {
    if (RESERVED.test(c.req.path)) throw new RouteNotFoundError(c.req.method, c.req.path);
    const assets = await (loading ??= loadAssets(dashboardDir));
    const path = c.req.path.replace(/^\/+/, '');
    const asset = assets.get(path);
    if (asset) return sendAsset(c, asset, HASHED.test(path) ? IMMUTABLE : REVALIDATE);
    const page = assets.get('index.html');
    const isFile = /\.\w+$/.test(path);
    if (page === undefined || isFile) throw new RouteNotFoundError(c.req.method, c.req.path);
    return sendAsset(c, page, REVALIDATE);
  });
}
