import { createRoute, z } from '@hono/zod-openapi';
import { TAKEOFF_KEYS, takeoffSchema } from '@sizewise/shared';

import { attachmentHeaders } from '../export/attachment.ts';
import { takeoffCsvPieces } from '../export/takeoff-csv.ts';
import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';

import { textResponse } from '../http/row-stream.ts';
import { projectParam, segmentFilter } from './schemas.ts';

const groupBy = z
  .string()
  .default('segmentType,system')
  .transform((text) => [...new Set(text.split(','))])
  .pipe(z.array(z.enum(TAKEOFF_KEYS)).min(1));

const takeoff = createRoute({
  method: 'get',
  path: '/api/projects/{id}/takeoff',
  tags: ['Analytics'],
  description:
    'Counts, lengths, duct surface and stated weights of the published segments by group. `groupBy` names keys, ' +
    `separated by commas: ${TAKEOFF_KEYS.join(', ')}. As csv it is streamed, with every group.`,
  request: {
    params: projectParam,
    query: z.object({ groupBy, format: z.enum(['json', 'csv']).default('json'), ...segmentFilter }),
  },
  responses: {
    200: {
      description: 'Groups in the order of their keys, and totals; the same as a file with format=csv',
      content: { 'application/json': { schema: takeoffSchema }, 'text/csv': { schema: z.string() } },
    },
  },
});

/** The take-off of a project. */
export function takeoffRoutes({ projects, takeoff: store, stopping }: Deps) {
  return createApi().openapi(takeoff, async (c) => {
    const { id } = c.req.valid('param');
    const { groupBy: keys, format, segmentType, ...filter } = c.req.valid('query');
    const project = await projects.get(id);
    const options = { groupBy: keys, filter: { ...filter, type: segmentType } };
    if (format === 'json') return c.json(await store.takeoff(id, options), 200);
    return textResponse(c, takeoffCsvPieces(keys, store.groups(id, options, stopping)), stopping, {
      ...attachmentHeaders(`${project.name} take-off`, 'csv'),
      'Content-Type': 'text/csv; charset=utf-8',
    });
  });
}
