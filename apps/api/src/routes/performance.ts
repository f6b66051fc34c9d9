import { setTimeout as sleep } from 'node:timers/promises';

import { createRoute } from '@hono/zod-openapi';
import { performanceMetricsSchema } from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { eventStream } from '../http/sse.ts';
import { json } from './schemas.ts';

const STREAM_MS = 1000;
const tags = ['Performance'];

const metricsRoute = createRoute({
  method: 'get',
  path: '/api/performance/metrics',
  tags,
  responses: {
    200: json(
      performanceMetricsSchema,
      'Pools, caches, imports and services now; what cannot be had is null',
    ),
  },
});

const streamRoute = createRoute({
  method: 'get',
  path: '/api/performance/stream',
  tags,
  description: 'The same as server-sent events named `metrics`, one a second.',
  responses: { 200: { description: 'text/event-stream' } },
});

/** Figures of the databases and imports, now and as they change. */
export function performanceRoutes({ metrics, stopping }: Deps) {
  return createApi()
    .openapi(metricsRoute, async (c) => c.json(await metrics.sample(), 200))
    .openapi(streamRoute, (c) =>
      eventStream(c, stopping, async (send, signal) => {
        while (!signal.aborted) {
          const startedAt = performance.now();
          await send('metrics', await metrics.sample());
          await sleep(Math.max(0, STREAM_MS - (performance.now() - startedAt)), undefined, { signal });
        }
      }),
    );
}
