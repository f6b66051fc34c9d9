import { AppError, type Logger } from '@sizewise/shared';
import { type MiddlewareHandler } from 'hono';

import { type AppEnv } from './app-env.ts';
import { clientOf } from './client.ts';

/** One line per request, once its answer begins. Queries and headers stay out: they may hold secrets. */
export function accessLog(logger: Logger): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const startedAt = performance.now();
    await next();
    logger.info(
      {
        requestId: c.get('requestId'),
        method: c.req.method,
        path: c.req.path,
        status: c.res.status,
        durationMs: Math.round((performance.now() - startedAt) * 10) / 10,
        client: clientOf(c),
        ...(c.error instanceof AppError ? { code: c.error.code } : {}),
      },
      'request',
    );
  };
}
