import { createRoute, z } from '@hono/zod-openapi';
import { type Segment } from '@sizewise/shared';

import { csvPieces } from '../export/csv.ts';
import { geoJsonPieces } from '../export/geo-json.ts';
import { createApi } from '../http/create-api.ts';
import { type Deps } from '../http/deps.ts';
import { safeFileName } from '../http/file-name.ts';
import { textResponse } from '../http/row-stream.ts';
import { projectParam } from './schemas.ts';

async function* ndjsonPieces(segments: AsyncIterable<Segment>): AsyncGenerator<string> {
  for await (const segment of segments) yield `${JSON.stringify(segment)}\n`;
}

const FORMATS = {
  csv: { type: 'text/csv; charset=utf-8', pieces: csvPieces },
  ndjson: { type: 'application/x-ndjson; charset=utf-8', pieces: ndjsonPieces },
  geojson: { type: 'application/geo+json', pieces: geoJsonPieces },
} as const;

const exportRoute = createRoute({
  method: 'get',
  path: '/api/projects/{id}/export',
  tags: ['Segments'],
  description:
    'Every published segment of the project as a file, streamed. Metres and cubic metres per second.',
  request: {
    params: projectParam,
    query: z.object({ format: z.enum(['csv', 'ndjson', 'geojson']).default('ndjson') }),
  },
  responses: { 200: { description: 'The file' } },
});

/** A project as a file. */
export function exportRoutes({ projects, segments, stopping }: Deps) {
  return createApi().openapi(exportRoute, async (c) => {
    const { id } = c.req.valid('param');
    const { format } = c.req.valid('query');
    const project = await projects.get(id);
    const { type, pieces } = FORMATS[format];
    const name = encodeURIComponent(safeFileName(`${project.name.replace(/[/\\]/g, '-')}.${format}`));
    return textResponse(c, pieces(segments.all(id, stopping)), stopping, {
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="project.${format}"; filename*=UTF-8''${name}`,
    });
  });
}
