import { createRoute, z } from '@hono/zod-openapi';
import { metricThresholds } from '@sizewise/optimizer';
import { metricThresholdSchema } from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { json } from './schemas.ts';

const route = createRoute({
  method: 'get',
  path: '/api/performance/thresholds',
  tags: ['Performance'],
  responses: {
    200: json(
      z.object({ items: z.array(metricThresholdSchema), nextCursor: z.null() }),
      'From where on sampled metrics are worth a warning, and critical',
    ),
  },
});

/** The lines that advisors draw for sampled metrics. */
export function thresholdRoutes() {
  return createApi().openapi(route, (c) => c.json({ items: metricThresholds(), nextCursor: null }, 200));
}
