import { setTimeout as sleep } from 'node:timers/promises';

import { createRoute, z } from '@hono/zod-openapi';
import { type Project, projectInputSchema, projectPatchSchema, projectSchema } from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { jsonBody } from '../http/json-body.ts';
import { startRemoval } from '../jobs/start-removal.ts';
import { json, jsonRequest, pageOf, paging, projectParam } from './schemas.ts';

const MAX_BODY = 64 * 1024;
/** Rows of a large project take their time; beyond this the caller gets 409 and may ask again. */
const REMOVAL_MS = 60_000;
const REMOVAL_POLL_MS = 100;
const tags = ['Projects'];

const create = createRoute({
  method: 'post',
  path: '/api/projects',
  tags,
  middleware: jsonBody(MAX_BODY),
  request: { body: jsonRequest(projectInputSchema) },
  responses: { 201: json(projectSchema, 'The new project') },
});

const list = createRoute({
  method: 'get',
  path: '/api/projects',
  tags,
  request: {
    query: z.object({
      userId: z.string().max(200).optional(),
      q: z.string().max(200).optional(),
      ...paging(50, 1000),
    }),
  },
  responses: { 200: json(pageOf(projectSchema), 'Projects, newest first') },
});

const get = createRoute({
  method: 'get',
  path: '/api/projects/{id}',
  tags,
  request: { params: projectParam },
  responses: { 200: json(projectSchema, 'The project') },
});

const update = createRoute({
  method: 'patch',
  path: '/api/projects/{id}',
  tags,
  middleware: jsonBody(MAX_BODY),
  request: { params: projectParam, body: jsonRequest(projectPatchSchema) },
  responses: { 200: json(projectSchema, 'The project as changed') },
});

const remove = createRoute({
  method: 'delete',
  path: '/api/projects/{id}',
  tags,
  request: { params: projectParam },
  responses: { 204: { description: 'The project and its imports are gone from every answer' } },
});

/** Projects: create, list, get, change, remove. */
export function projectRoutes(deps: Deps) {
  const { projects, stopping } = deps;
  return createApi()
    .openapi(create, async (c) => {
      const project: Project = await projects.create(c.req.valid('json'));
      c.header('Location', `/api/projects/${project.id}`);
      return c.json(project, 201);
    })
    .openapi(list, async (c) => c.json(await projects.list(c.req.valid('query')), 200))
    .openapi(get, async (c) => c.json(await projects.get(c.req.valid('param').id), 200))
    .openapi(update, async (c) => {
      const { id } = c.req.valid('param');
      return c.json(await projects.update(id, c.req.valid('json')), 200);
    })
    .openapi(remove, async (c) => {
      const { id } = c.req.valid('param');
      await projects.get(id);
      await removeImports(deps, id, AbortSignal.any([c.req.raw.signal, stopping]));
      await projects.remove(id);
      return c.body(null, 204);
    });
}

/** Hides every import of the project, and waits until their rows are gone: the project's row must go last. */
async function removeImports(
  { pipeline, logger }: Deps,
  projectId: string,
  signal: AbortSignal,
): Promise<void> {
  const giveUpAt = performance.now() + REMOVAL_MS;
  for (;;) {
    const { items } = await pipeline.list({ projectId, limit: 200 });
    const removing = await pipeline.list({ projectId, status: 'removing', limit: 1 });
    if (items.length + removing.items.length === 0 || performance.now() > giveUpAt) return;
    for (const { id } of items) await startRemoval(pipeline, id, logger);
    await sleep(REMOVAL_POLL_MS, undefined, { signal });
  }
}
