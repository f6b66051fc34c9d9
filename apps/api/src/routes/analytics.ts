import { createRoute, z } from '@hono/zod-openapi';
import { analyticsSchema, calculationSchema } from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { json, pageOf, paging, projectParam } from './schemas.ts';

const tags = ['Analytics'];
const amount = z.coerce.number().optional();

const analytics = createRoute({
  method: 'get',
  path: '/api/projects/{id}/analytics',
  tags,
  request: { params: projectParam },
  responses: { 200: json(analyticsSchema, 'Counts, total length in metres and overall bounds') },
});

const calculations = createRoute({
  method: 'get',
  path: '/api/projects/{id}/calculations',
  tags,
  request: {
    params: projectParam,
    query: z.object({
      segmentId: z.uuid().optional(),
      type: z.string().min(1).max(128).optional(),
      minCfm: amount,
      maxCfm: amount,
      minPressureDrop: amount,
      maxPressureDrop: amount,
      ...paging(100, 1000),
    }),
  },
  responses: { 200: json(pageOf(calculationSchema), 'Calculations in id order') },
});

/** What a project adds up to, and its calculations. */
export function analyticsRoutes({ projects, segments, spatial }: Deps) {
  return createApi()
    .openapi(analytics, async (c) => {
      const { id } = c.req.valid('param');
      await projects.get(id);
      return c.json(await segments.analytics(id), 200);
    })
    .openapi(calculations, async (c) => {
      const { id } = c.req.valid('param');
      await projects.get(id);
      return c.json(await spatial.calculations(id, c.req.valid('query')), 200);
    });
}
