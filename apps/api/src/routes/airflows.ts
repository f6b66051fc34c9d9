import { createRoute, z } from '@hono/zod-openapi';
import { airflowsSetSchema } from '@sizewise/shared';

import { airflowTableSchema, parseAirflowTable } from '../http/airflow-table.ts';
import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { jsonBody } from '../http/json-body.ts';
import { json, projectParam } from './schemas.ts';

/** 10,000 entries with long names. */
const MAX_BODY = 8 * 1024 * 1024;
const CSV = 'text/csv';

const set = createRoute({
  method: 'post',
  path: '/api/projects/{id}/airflows',
  tags: ['Segments'],
  description:
    'Sets airflows by segment, external id or terminal, all or none, and calculates the ducts that depend on them.',
  middleware: jsonBody(MAX_BODY, [CSV]),
  request: {
    params: projectParam,
    body: {
      content: { 'application/json': { schema: airflowTableSchema }, [CSV]: { schema: z.string() } },
    },
  },
  responses: { 200: json(airflowsSetSchema, 'What was set, and the loops that were found') },
});

/** A table of flows of a project. */
export function airflowRoutes({ projects, segments }: Deps) {
  return createApi().openapi(set, async (c) => {
    const { id } = c.req.valid('param');
    await projects.get(id);
    // Of a body in CSV, no JSON was read.
    const table = c.req.valid('json');
    const entries = Array.isArray(table) ? table : parseAirflowTable(await c.req.text());
    return c.json(await segments.setAirflows(id, entries), 200);
  });
}
