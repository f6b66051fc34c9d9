import { type Queryable } from '@sizewise/optimizer';
import { type Shape, type TileValue } from '@sizewise/shared';

import { type CalculationStore } from '../calculations/calculation-store.ts';
import { type SpatialStore } from '../contracts.ts';
import { type SegmentPlace } from './scan.ts';

/** Ids in one query. */
const SEGMENTS_AT_ONCE = 5000;
const RESULT_OF = { velocity: 'velocity', pressureDrop: 'pressure_drop' } as const satisfies Record<
  TileValue,
  string
>;

const idOf = ({ columns, row }: SegmentPlace): string => columns.idOf(row);

function* batchesOf<Item>(items: readonly Item[], signal: AbortSignal | undefined): Generator<Item[]> {
  for (let from = 0; from < items.length; from += SEGMENTS_AT_ONCE) {
    signal?.throwIfAborted();
    yield items.slice(from, from + SEGMENTS_AT_ONCE);
  }
}

/** The outlines of segments, by id. */
export async function outlinesOf(
  spatial: Pick<SpatialStore, 'shapesOf'>,
  projectId: string,
  segments: readonly SegmentPlace[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Shape>> {
  const outlines = new Map<string, Shape>();
  for (const batch of batchesOf(segments, signal)) {
    for (const [id, shape] of await spatial.shapesOf(projectId, batch.map(idOf))) outlines.set(id, shape);
  }
  return outlines;
}

/** A calculated value of each segment in turn, NaN where there is none. */
export async function valuesOf(
  calculations: Pick<CalculationStore, 'of'>,
  session: Queryable,
  projectId: string,
  segments: readonly SegmentPlace[],
  value: TileValue,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const known = new Map<string, unknown>();
  for (const batch of batchesOf(segments, signal)) {
    for (const { segmentId, resultData } of await calculations.of(session, projectId, batch.map(idOf)))
      known.set(segmentId, resultData[RESULT_OF[value]]);
  }
  return Float32Array.from(segments, (segment) => {
    const found = known.get(idOf(segment));
    return typeof found === 'number' ? found : NaN;
  });
}
