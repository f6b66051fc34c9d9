import { isDeepStrictEqual } from 'node:util';

import { type Queryable } from '@sizewise/optimizer';
import {
  AIR_PART_TYPES,
  type CalculatedSegment,
  calculateSegment,
  type ElementFlow,
  isCalculated,
  ownFlow,
  sumNetwork,
} from '@sizewise/shared';

import {
  type CalculationChange,
  type CalculationStore,
  type ImportOwner,
  type KeptCalculation,
} from './calculation-store.ts';
import { networksOf } from './network-rows.ts';

const LOCK_PUBLISHED = `
  SELECT 1 FROM sizewise.imports WHERE project_id = $1 AND id = $2 AND published_at IS NOT NULL FOR NO KEY UPDATE`;
const CALCULATED_TYPES = AIR_PART_TYPES.filter(isCalculated);

/** What new flows or sizes came to. */
export interface Recalculation {
  readonly stored: number;
  readonly removed: number;
  /** External ids, ids where there is none. */
  readonly loops: string[][];
  readonly undirected: string[][];
}

/** Puts calculations that lie outside of PostgreSQL back as they were. */
export type Undo = () => Promise<void>;

interface Sums {
  readonly flows: Map<string, ElementFlow>;
  readonly members: Set<string>;
  readonly loops: string[][];
  readonly undirected: string[][];
}

/**
 * Calculates segments of one import anew, and the ducts of their networks whose summed flow changed with them. Runs at
 * the end of the transaction that changed them: imports are locked after segments, so that two writers take turns.
 * @param onUndo is given what to do where the transaction fails afterwards
 */
export async function recalculate(
  session: Queryable,
  store: CalculationStore,
  owner: ImportOwner,
  changedIds: readonly string[],
  onUndo: (undo: Undo) => void,
): Promise<Recalculation> {
  const { rowCount } = await session.query(LOCK_PUBLISHED, [owner.projectId, owner.importId]);
  // It is being removed: calculations written now would outlive it.
  if (rowCount !== 1) return { stored: 0, removed: 0, loops: [], undirected: [] };
  const sums = await sumsAround(session, owner, changedIds);
  const segments = await calculatedSegments(session, owner.projectId, [...sums.members]);
  const before = await store.of(session, owner.projectId, [...sums.members]);
  const change = differenceOf(segments, sums.flows, before, new Set(changedIds));
  const concerned = new Set([...change.save.map(({ segmentId }) => segmentId), ...change.remove]);
  const replaced = before.filter(({ segmentId }) => concerned.has(segmentId));
  if (concerned.size > 0) {
    await session.query(
      `UPDATE sizewise.imports SET calculations_written = calculations_written + $3
       WHERE project_id = $1 AND id = $2`,
      [owner.projectId, owner.importId, change.save.length - replaced.length],
    );
    onUndo(() => store.restore(owner, change, replaced));
    await store.change(session, owner, change);
  }
  const { loops, undirected } = sums;
  return { stored: change.save.length, removed: change.remove.length, loops, undirected };
}

async function sumsAround(session: Queryable, owner: ImportOwner, ids: readonly string[]): Promise<Sums> {
  const sums: Sums = { flows: new Map(), members: new Set(ids), loops: [], undirected: [] };
  for (const network of await networksOf(session, owner, ids)) {
    const names = new Map(network.segments.map(({ id, externalId }) => [id, externalId ?? id]));
    const named = (group: readonly string[]): string[] => group.map((id) => names.get(id) ?? id);
    const found = sumNetwork(network);
    for (const { id } of network.segments) sums.members.add(id);
    for (const [id, flow] of found.flows) sums.flows.set(id, flow);
    sums.loops.push(...found.loops.map(named));
    sums.undirected.push(...found.undirected.map(named));
  }
  return sums;
}

async function calculatedSegments(
  session: Queryable,
  projectId: string,
  ids: readonly string[],
): Promise<(CalculatedSegment & { readonly id: string })[]> {
  const { rows } = await session.query<CalculatedSegment & { readonly id: string }>(
    `SELECT id, segment_type AS "segmentType", name, shape, width, height, diameter, length, airflow, material,
       CASE WHEN segment_type = 'duct_segment' THEN '{}'::jsonb ELSE properties END AS properties
     FROM sizewise.project_segments WHERE project_id = $1 AND id = ANY ($2) AND segment_type = ANY ($3)`,
    [projectId, ids, CALCULATED_TYPES],
  );
  return rows;
}

/** What differs from the stored calculations; a changed segment's is stored again, for it is the user's now. */
function differenceOf(
  segments: readonly (CalculatedSegment & { readonly id: string })[],
  flows: ReadonlyMap<string, ElementFlow>,
  before: readonly KeptCalculation[],
  changed: ReadonlySet<string>,
): CalculationChange {
  const old = new Map(before.map((one) => [one.segmentId, one]));
  const save: KeptCalculation[] = [];
  for (const segment of segments) {
    const summed = flows.get(segment.id);
    const flow = ownFlow(segment) ?? (summed ? { ...summed, origin: 'summed' as const } : null);
    const calculation = calculateSegment(segment, flow);
    if (calculation === null) continue;
    const stored = old.get(segment.id);
    old.delete(segment.id);
    if (!changed.has(segment.id) && stored && isDeepStrictEqual(stored.input, calculation.input)) continue;
    save.push({ ...calculation, segmentId: segment.id, source: 'user' });
  }
  return { save, remove: [...old.keys()] };
}
