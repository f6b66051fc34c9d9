import { type Queryable } from '@sizewise/optimizer';
import { type Segment, type SegmentFields, type SegmentPatch } from '@sizewise/shared';

import { type ImportOwner } from './calculation-store.ts';

const ALWAYS = [
  'segmentType',
  'shape',
  'width',
  'height',
  'diameter',
  'length',
  'airflow',
  'material',
] as const satisfies (keyof SegmentPatch)[];
/** These say what a fitting is. */
const OF_FITTINGS = ['name', 'properties'] as const satisfies (keyof SegmentPatch)[];

/** True where the patch names what a calculation follows from. */
export function affectsCalculations(patch: SegmentPatch, { segmentType }: Segment): boolean {
  if (ALWAYS.some((field) => patch[field] !== undefined)) return true;
  return segmentType !== 'duct_segment' && OF_FITTINGS.some((field) => patch[field] !== undefined);
}

const HAS_TERMINAL_FLOW = `
  SELECT 1 FROM sizewise.project_segments
  WHERE project_id = $1 AND import_id = $2 AND segment_type IN ('air_terminal', 'terminal') AND airflow <> 0 LIMIT 1`;

/** True where new segments have a flow, or are joined to others of an import in which a terminal has one. */
export async function bringsCalculations(
  session: Queryable,
  owner: ImportOwner,
  segments: readonly SegmentFields[],
): Promise<boolean> {
  if (segments.some(({ airflow }) => (airflow ?? 0) !== 0)) return true;
  if (segments.every(({ connectsTo }) => connectsTo.length === 0)) return false;
  const { rowCount } = await session.query(HAS_TERMINAL_FLOW, [owner.projectId, owner.importId]);
  return rowCount === 1;
}
