import { createRoute, z } from '@hono/zod-openapi';
import { DRAWING_CHANGES, drawingDiffSchema, drawingSchema, revisionSchema } from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { json, pageOf, paging } from './schemas.ts';

const tags = ['Drawings'];
const drawingParam = z.object({ id: z.uuid() });
const revision = z.coerce.number().int().min(1).max(999_999_999);

const list = createRoute({
  method: 'get',
  path: '/api/drawings',
  tags,
  request: { query: z.object({ projectId: z.uuid().optional(), ...paging(50, 500) }) },
  responses: {
    200: json(pageOf(drawingSchema), 'Drawings as their published revisions show them, newest first'),
  },
});

const revisions = createRoute({
  method: 'get',
  path: '/api/drawings/{id}/revisions',
  tags,
  request: { params: drawingParam, query: z.object(paging(50, 500)) },
  responses: { 200: json(pageOf(revisionSchema), 'Imports of the drawing, newest first') },
});

const diff = createRoute({
  method: 'get',
  path: '/api/drawings/{id}/diff',
  tags,
  description:
    'What differs between two revisions, to 1 mm. Segments are told by an external id that is unique in both, else by ' +
    'type and place. One that changed its size or extent is `resized`, whether it moved or not.',
  request: {
    params: drawingParam,
    query: z.object({
      from: revision,
      to: revision,
      change: z.enum(DRAWING_CHANGES).optional(),
      ...paging(200, 2000),
    }),
  },
  responses: { 200: json(drawingDiffSchema, 'A page of the changes, and the counts of all') },
});

/** Drawings: list, revisions, diff. */
export function drawingRoutes({ drawings }: Deps) {
  return createApi()
    .openapi(list, async (c) => c.json(await drawings.list(c.req.valid('query')), 200))
    .openapi(revisions, async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await drawings.revisions(id, c.req.valid('query')), 200);
    })
    .openapi(diff, async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await drawings.diff(id, c.req.valid('query')), 200);
    });
}
