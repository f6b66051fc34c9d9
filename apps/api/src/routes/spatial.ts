import { createRoute, z } from '@hono/zod-openapi';
import { spatialInputSchema, spatialPageSchema } from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { jsonBody } from '../http/json-body.ts';
import { json, jsonRequest, projectParam } from './schemas.ts';

const MAX_BODY = 32 * 1024 * 1024;
const tags = ['Spatial'];
const metres = z.coerce.number();

const find = createRoute({
  method: 'get',
  path: '/api/projects/{id}/spatial',
  tags,
  description: 'Documents whose bounds touch a box in plan, metres. Boxes that touch overlap.',
  request: {
    params: projectParam,
    query: z
      .object({
        minX: metres,
        maxX: metres,
        minY: metres,
        maxY: metres,
        layerType: z.string().min(1).max(128).optional(),
        limit: z.coerce.number().int().min(1).max(10_000).default(1000),
      })
      .refine((box) => box.minX <= box.maxX && box.minY <= box.maxY, 'a minimum is greater than its maximum'),
  },
  responses: { 200: json(spatialPageSchema, 'The documents; `truncated` where there are more than `limit`') },
});

const save = createRoute({
  method: 'post',
  path: '/api/projects/{id}/spatial',
  tags,
  middleware: jsonBody(MAX_BODY),
  request: { params: projectParam, body: jsonRequest(z.array(spatialInputSchema).min(1).max(10_000)) },
  responses: { 201: json(z.object({ ids: z.array(z.uuid()) }), 'Ids in the order of the documents') },
});

/** Spatial documents of a project: by box, and added. */
export function spatialRoutes({ projects, spatial }: Deps) {
  return createApi()
    .openapi(find, async (c) => {
      const { id } = c.req.valid('param');
      const { minX, maxX, minY, maxY, layerType, limit } = c.req.valid('query');
      await projects.get(id);
      const options = { layerType, limit, signal: c.req.raw.signal };
      return c.json(await spatial.findSpatialDataInBounds(id, { minX, maxX, minY, maxY }, options), 200);
    })
    .openapi(save, async (c) => {
      const { id } = c.req.valid('param');
      await projects.get(id);
      return c.json({ ids: await spatial.bulkSaveSpatialData(id, c.req.valid('json')) }, 201);
    });
}
