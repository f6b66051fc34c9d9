import { type Format } from '@sizewise/shared';

import { type ChunkRange } from '../parse/format.ts';

/** Units of a chunk (elements of an IFC file, else bytes) to a segment: what real drawings of these formats have, roughly. */
const UNITS_PER_ROW: Readonly<Record<Format, number>> = {
  ifc: 1,
  ndjson: 500,
  csv: 150,
  geojson: 500,
  dxf: 500,
  dwg: 500,
};

/** About how many segments the chunks will give: good for choosing how they are stored, not for showing. */
export function estimateRows(format: Format, chunks: readonly Pick<ChunkRange, 'start' | 'end'>[]): number {
  const units = chunks.reduce((sum, { start, end }) => sum + end - start, 0);
  return Math.round(units / UNITS_PER_ROW[format]);
}
