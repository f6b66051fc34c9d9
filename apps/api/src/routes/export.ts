import { createRoute, z } from '@hono/zod-openapi';
import { type SegmentFilter } from '@sizewise/data';
import { type Project, type Segment } from '@sizewise/shared';

import { attachmentHeaders } from '../export/attachment.ts';
import { csvPieces } from '../export/csv.ts';
import { geoJsonPieces } from '../export/geo-json.ts';
import { svgPieces } from '../export/svg.ts';
import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { textResponse } from '../http/row-stream.ts';
import { projectParam, segmentFilter } from './schemas.ts';

async function* ndjsonPieces(segments: AsyncIterable<Segment>): AsyncGenerator<string> {
  for await (const segment of segments) yield `${JSON.stringify(segment)}\n`;
}

type Pieces = (deps: Deps, project: Project, filter: SegmentFilter) => AsyncIterable<string>;

const rows =
  (pieces: (segments: AsyncIterable<Segment>) => AsyncIterable<string>): Pieces =>
  ({ segments, stopping }, { id }, filter) =>
    pieces(segments.all(id, filter, stopping));

const plan: Pieces = ({ segments, spatial, stopping }, { id, name }, filter) =>
  svgPieces(name, segments.plan(id, filter, stopping), (ids) => spatial.shapesOf(id, ids));

const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8', pieces: rows(csvPieces) },
  ndjson: { type: 'application/x-ndjson; charset=utf-8', pieces: rows(ndjsonPieces) },
  geojson: { type: 'application/geo+json', pieces: rows(geoJsonPieces) },
  svg: { type: 'image/svg+xml', pieces: plan },
} as const;

const exportRoute = createRoute({
  method: 'get',
  path: '/api/projects/{id}/export',
  tags: ['Segments'],
  description:
    'The published segments of the project as a file, streamed. Metres and cubic metres per second; svg is a plan, y ' +
    'up, 1:100 at its size, of the segments that have bounds.',
  request: {
    params: projectParam,
    query: z.object({
      format: z.enum(['csv', 'ndjson', 'geojson', 'svg']).default('ndjson'),
      ...segmentFilter,
    }),
  },
  responses: { 200: { description: 'The file' } },
});

/** A project as a file. */
export function exportRoutes(deps: Deps) {
  return createApi().openapi(exportRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { format, segmentType, ...filter } = c.req.valid('query');
    const project = await deps.projects.get(id);
    const { type, pieces } = FORMATS[format];
    return textResponse(c, pieces(deps, project, { ...filter, type: segmentType }), deps.stopping, {
      ...attachmentHeaders(project.name, format),
      'Content-Type': type,
    });
  });
}
