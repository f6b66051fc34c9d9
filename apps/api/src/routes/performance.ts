import { setTimeout as sleep } from 'node:timers/promises';

import { createRoute, z } from '@hono/zod-openapi';
import {
  FINDING_STATES,
  metricHistorySchema,
  parseDuration,
  performanceMetricsSchema,
  performanceReportSchema,
  storedFindingSchema,
} from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { eventStream } from '../http/sse.ts';
import { json, time } from './schemas.ts';

/** Seconds between two events of a stream. */
const STREAM = { usual: 1, least: 0.1, most: 60 } as const;
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

const interval = z
  .string()
  .transform((text) => parseDuration(text))
  .pipe(z.number('a duration such as 1s or 500ms').min(STREAM.least).max(STREAM.most))
  .default(STREAM.usual);

const streamRoute = createRoute({
  method: 'get',
  path: '/api/performance/stream',
  tags,
  description:
    'The same as server-sent events named `metrics`, one a second or in each `interval` of 100ms to 60s.',
  request: { query: z.object({ interval }) },
  responses: { 200: { description: 'text/event-stream' } },
});

const reportRoute = createRoute({
  method: 'get',
  path: '/api/performance/report',
  tags,
  description:
    'Figures of now, means by hour over the last day, statements and their plans, and what the advisors recommend. ' +
    'What cannot be had is null, and `reasons` says why.',
  responses: { 200: json(performanceReportSchema, 'At most five seconds old') },
});

const step = z
  .string()
  .transform((text) => parseDuration(text))
  .pipe(z.number('a duration such as 30 or 5m').int('whole seconds').min(1, 'at least a second'))
  .optional();

const historyRoute = createRoute({
  method: 'get',
  path: '/api/performance/history',
  tags,
  description:
    'One metric over time: `metric` is the dotted path of a figure of /api/performance/metrics, members of lists by ' +
    'their names, for example `postgresql.pools.api.active`. Raw samples of 24 hours, minutes of 14 days, hours of 400 days.',
  request: { query: z.object({ metric: z.string().min(1).max(200), from: time, to: time, step }) },
  responses: { 200: json(metricHistorySchema, 'Points of each step; gaps are null') },
});

const metricNamesRoute = createRoute({
  method: 'get',
  path: '/api/performance/history/metrics',
  tags,
  responses: {
    200: json(
      z.object({ items: z.array(z.string()), nextCursor: z.null() }),
      'Dotted paths of the metrics that have a history; at most 1,000',
    ),
  },
});

const findingsRoute = createRoute({
  method: 'get',
  path: '/api/performance/findings',
  tags,
  request: { query: z.object({ state: z.enum(FINDING_STATES).default('open') }) },
  responses: {
    200: json(
      z.object({ items: z.array(storedFindingSchema), nextCursor: z.null() }),
      'Findings as kept, newest first; at most 1,000',
    ),
  },
});

/** Figures of the databases and imports, now and over time, and what to do about them. */
export function performanceRoutes({ metrics, monitor, stopping }: Deps) {
  return createApi()
    .openapi(metricsRoute, async (c) => c.json(await metrics.sample(), 200))
    .openapi(reportRoute, async (c) => c.json(await monitor.report(), 200))
    .openapi(historyRoute, async (c) => c.json(await monitor.history(c.req.valid('query'), stopping), 200))
    .openapi(metricNamesRoute, async (c) =>
      c.json({ items: await monitor.metricNames(stopping), nextCursor: null }, 200),
    )
    .openapi(findingsRoute, async (c) => {
      const items = await monitor.findings(c.req.valid('query').state, stopping);
      return c.json({ items, nextCursor: null }, 200);
    })
    .openapi(streamRoute, (c) =>
      eventStream(c, stopping, async (send, signal) => {
        const milliseconds = c.req.valid('query').interval * 1000;
        while (!signal.aborted) {
          const startedAt = performance.now();
          // A tenth younger than the interval, so that each event is fresh.
          await send('metrics', await metrics.sample(milliseconds * 0.9));
          await sleep(Math.max(0, milliseconds - (performance.now() - startedAt)), undefined, { signal });
        }
      }),
    );
}
