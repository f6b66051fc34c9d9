import { createRoute, z } from '@hono/zod-openapi';
import { indexReportSchema } from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { json } from './schemas.ts';

const route = createRoute({
  method: 'get',
  path: '/api/performance/indexes',
  tags: ['Performance'],
  responses: {
    200: json(
      z.object({ items: z.array(indexReportSchema), nextCursor: z.null() }),
      'The indexes that queries count on, with their size and use',
    ),
  },
});

/** Indexes of both stores. */
export function indexRoutes({ monitor }: Deps) {
  return createApi().openapi(route, async (c) =>
    c.json({ items: await monitor.indexes(), nextCursor: null }, 200),
  );
}
