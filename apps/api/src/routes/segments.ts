import { createRoute, z } from '@hono/zod-openapi';
import { openEndSchema, segmentInputSchema, segmentPatchSchema, segmentSchema } from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { etagOf, expectedVersion } from '../http/etag.ts';
import { jsonBody } from '../http/json-body.ts';
import { json, jsonRequest, pageOf, paging, projectParam } from './schemas.ts';

/** 10,000 segments of a few kilobytes each. */
const MAX_BODY = 32 * 1024 * 1024;
const MAX_PATCH = 1024 * 1024;
const tags = ['Segments'];
const word = z.string().min(1).max(1024).optional();
const segmentParam = z.object({ id: z.uuid(), segmentId: z.uuid() });

const list = createRoute({
  method: 'get',
  path: '/api/projects/{id}/segments',
  tags,
  request: {
    params: projectParam,
    query: z.object({
      type: word,
      system: word,
      level: word,
      discipline: word,
      q: word,
      importId: z.uuid().optional(),
      ...paging(100, 1000),
    }),
  },
  responses: { 200: json(pageOf(segmentSchema), 'Published segments in id order') },
});

const insert = createRoute({
  method: 'post',
  path: '/api/projects/{id}/segments',
  tags,
  middleware: jsonBody(MAX_BODY),
  request: { params: projectParam, body: jsonRequest(z.array(segmentInputSchema).min(1).max(10_000)) },
  responses: { 201: json(z.object({ ids: z.array(z.uuid()) }), 'Ids in the order of the segments') },
});

const get = createRoute({
  method: 'get',
  path: '/api/projects/{id}/segments/{segmentId}',
  tags,
  request: { params: segmentParam },
  responses: { 200: json(segmentSchema, 'The segment; ETag is its version') },
});

const update = createRoute({
  method: 'patch',
  path: '/api/projects/{id}/segments/{segmentId}',
  tags,
  middleware: jsonBody(MAX_PATCH),
  request: {
    params: segmentParam,
    headers: z.object({ 'if-match': z.string().optional() }),
    body: jsonRequest(segmentPatchSchema),
  },
  responses: { 200: json(segmentSchema, 'The segment as changed; ETag is its new version') },
});

const openEnds = createRoute({
  method: 'get',
  path: '/api/projects/{id}/open-ends',
  tags,
  request: {
    params: projectParam,
    query: z.object({ importId: z.uuid().optional(), ...paging(100, 1000) }),
  },
  responses: {
    200: json(pageOf(openEndSchema), 'Segments with ports that nothing is connected to, in id order'),
  },
});

/** Segments of a project: list, add, read, change, and those with open ports. */
export function segmentRoutes({ projects, segments }: Deps) {
  return createApi()
    .openapi(list, async (c) => {
      const { id } = c.req.valid('param');
      await projects.get(id);
      return c.json(await segments.list(id, c.req.valid('query')), 200);
    })
    .openapi(insert, async (c) => {
      const { id } = c.req.valid('param');
      await projects.get(id);
      return c.json({ ids: await segments.insert(id, c.req.valid('json')) }, 201);
    })
    .openapi(get, async (c) => {
      const { id, segmentId } = c.req.valid('param');
      const segment = await segments.get(id, segmentId);
      c.header('ETag', etagOf(segment.version));
      return c.json(segment, 200);
    })
    .openapi(update, async (c) => {
      const { id, segmentId } = c.req.valid('param');
      const version =
        expectedVersion(c.req.valid('header')['if-match']) ?? (await segments.get(id, segmentId)).version;
      const segment = await segments.update(id, segmentId, c.req.valid('json'), version);
      c.header('ETag', etagOf(segment.version));
      return c.json(segment, 200);
    })
    .openapi(openEnds, async (c) => {
      const { id } = c.req.valid('param');
      await projects.get(id);
      return c.json(await segments.openEnds(id, c.req.valid('query')), 200);
    });
}
