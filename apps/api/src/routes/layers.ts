import { createRoute } from '@hono/zod-openapi';
import { layerRulesSchema, projectLayersSchema } from '@sizewise/shared';

import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { jsonBody } from '../http/json-body.ts';
import { json, jsonRequest, projectParam } from './schemas.ts';

/** A full table of rules with long patterns. */
const MAX_BODY = 2 * 1024 * 1024;
const tags = ['Layers'];
const answer = json(projectLayersSchema, 'The rules, and the layers that published segments lie on, by name');

const list = createRoute({
  method: 'get',
  path: '/api/projects/{id}/layers',
  tags,
  request: { params: projectParam },
  responses: { 200: answer },
});

const replace = createRoute({
  method: 'put',
  path: '/api/projects/{id}/layers',
  tags,
  description:
    'Puts the rules in the place of those before; an empty array clears them. Imports that come later begin with ' +
    'them and keep a copy; what is imported already stays as it is.',
  middleware: jsonBody(MAX_BODY),
  request: { params: projectParam, body: jsonRequest(layerRulesSchema) },
  responses: { 200: answer },
});

/** What is drawn on the layers of a project. */
export function layerRoutes({ projects, layers }: Deps) {
  return createApi()
    .openapi(list, async (c) => {
      const { id } = c.req.valid('param');
      await projects.get(id);
      return c.json(await layers.list(id), 200);
    })
    .openapi(replace, async (c) => {
      const { id } = c.req.valid('param');
      await layers.replace(id, c.req.valid('json'));
      return c.json(await layers.list(id), 200);
    });
}
