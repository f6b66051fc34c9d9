import { createRoute, z } from '@hono/zod-openapi';
import { alertSchema, metricThresholdSchema } from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { json, time } from './schemas.ts';

const tags = ['Performance'];

const thresholds = createRoute({
  method: 'get',
  path: '/api/performance/thresholds',
  tags,
  responses: {
    200: json(
      z.object({ items: z.array(metricThresholdSchema), nextCursor: z.null() }),
      'From where on sampled metrics are worth a warning, and critical',
    ),
  },
});

const alerts = createRoute({
  method: 'get',
  path: '/api/performance/alerts',
  tags,
  description:
    'One alert for each time that a metric was beyond its lines: from the warning until it has come back by the ' +
    'margin. `from` and `to` take those that were open at some time in between.',
  request: { query: z.object({ from: time, to: time, state: z.enum(['open', 'all']).default('all') }) },
  responses: {
    200: json(
      z.object({ items: z.array(alertSchema), nextCursor: z.null() }),
      'When metrics crossed their lines, newest first; at most 1,000',
    ),
  },
});

/** The lines of watched metrics, and when they were crossed. */
export function thresholdRoutes({ monitor, stopping }: Deps) {
  return createApi()
    .openapi(thresholds, (c) => c.json({ items: monitor.thresholds(), nextCursor: null }, 200))
    .openapi(alerts, async (c) => {
      const { from, to, state } = c.req.valid('query');
      const items = await monitor.alerts({ from, to, isOpen: state === 'open' }, stopping);
      return c.json({ items, nextCursor: null }, 200);
    });
}
