import { type Queryable } from '@sizewise/optimizer';
import { type Shape, type TileValue } from '@sizewise/shared';

import { type CalculationStore, RESULT_OF } from '../calculations/calculation-store.ts';
import { type SpatialStore } from '../contracts.ts';
import { type SegmentPlace } from './scan.ts';

/** Ids in one query. */
const SEGMENTS_AT_ONCE = 2500;
/** Queries under way: while rows of one are read, the server works on the other. */
const QUERIES_AT_ONCE = 2;

const idOf = ({ columns, row }: SegmentPlace): string => columns.idOf(row);

/** Calls `read` with the ids of all segments, some at a time. */
async function inBatches(
  segments: readonly SegmentPlace[],
  signal: AbortSignal | undefined,
  read: (ids: string[]) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < segments.length) {
      signal?.throwIfAborted();
      const batch = segments.slice(next, (next += SEGMENTS_AT_ONCE));
      await read(batch.map(idOf));
    }
  };
  await Promise.all(Array.from({ length: QUERIES_AT_ONCE }, lane));
}

/** The outlines of segments, by id. */
export async function outlinesOf(
  spatial: Pick<SpatialStore, 'shapesOf'>,
  projectId: string,
  segments: readonly SegmentPlace[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Shape>> {
  const outlines = new Map<string, Shape>();
  await inBatches(segments, signal, async (ids) => {
    for (const [id, shape] of await spatial.shapesOf(projectId, ids)) outlines.set(id, shape);
  });
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
  await inBatches(segments, signal, async (ids) => {
    for (const { segmentId, resultData } of await calculations.of(session, projectId, ids))
      known.set(segmentId, resultData[RESULT_OF[value]]);
  });
  return Float32Array.from(segments, (segment) => {
    const found = known.get(idOf(segment));
    return typeof found === 'number' ? found : NaN;
  });
}
