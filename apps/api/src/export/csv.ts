import { type Segment } from '@sizewise/shared';

const COLUMNS = [
  'id',
  'importId',
  'externalId',
  'segmentType',
  'discipline',
  'ifcClass',
  'layer',
  'name',
  'system',
  'level',
  'material',
  'shape',
  'width',
  'height',
  'diameter',
  'length',
  'airflow',
] as const satisfies readonly (keyof Segment)[];
const BOUNDS = ['minX', 'minY', 'minZ', 'maxX', 'maxY', 'maxZ'] as const;

/** RFC 4180: the header, then a line per segment; lists and properties are JSON in one field. */
export async function* csvPieces(segments: AsyncIterable<Segment>): AsyncGenerator<string> {
  yield `${[...COLUMNS, ...BOUNDS, 'connectsTo', 'properties', 'version'].join(',')}\r\n`;
  for await (const segment of segments) yield `${csvLine(segment)}\r\n`;
}

function csvLine(segment: Segment): string {
  return [
    ...COLUMNS.map((column) => segment[column]),
    ...BOUNDS.map((side) => segment.bounds?.[side]),
    segment.connectsTo.length > 0 ? JSON.stringify(segment.connectsTo) : null,
    Object.keys(segment.properties).length > 0 ? JSON.stringify(segment.properties) : null,
    segment.version,
  ]
    .map(csvField)
    .join(',');
}

function csvField(value: string | number | null | undefined): string {
  const text = value == null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
