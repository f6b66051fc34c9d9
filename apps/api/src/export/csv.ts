import { type Segment, SEGMENT_FIELDS } from '@sizewise/shared';

import { csvLine, type CsvValue } from './csv-line.ts';

const BOUNDS = ['minX', 'minY', 'minZ', 'maxX', 'maxY', 'maxZ'] as const;
const FIELDS = SEGMENT_FIELDS.filter((field) => field !== 'projectId');
const HEADER = FIELDS.flatMap((field) => (field === 'bounds' ? BOUNDS : [field]));

/** RFC 4180: the header, then a line per segment; lists and properties are JSON in one field. */
export async function* csvPieces(segments: AsyncIterable<Segment>): AsyncGenerator<string> {
  yield csvLine(HEADER);
  for await (const segment of segments) yield csvLine(FIELDS.flatMap((field) => valuesOf(segment, field)));
}

function valuesOf(segment: Segment, field: (typeof FIELDS)[number]): CsvValue[] {
  switch (field) {
    case 'bounds':
      return BOUNDS.map((side) => segment.bounds?.[side]);
    case 'connectsTo':
      return [segment.connectsTo.length > 0 ? JSON.stringify(segment.connectsTo) : null];
    case 'properties':
      return [Object.keys(segment.properties).length > 0 ? JSON.stringify(segment.properties) : null];
    default:
      return [segment[field]];
  }
}
