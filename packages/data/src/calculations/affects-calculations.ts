import { type Segment, type SegmentFields, type SegmentPatch } from '@sizewise/shared';

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

/** True where new segments have a flow, or may lie between terminals that have one. */
export function mayBeCalculated(segments: readonly SegmentFields[]): boolean {
  return segments.some(({ airflow, connectsTo }) => (airflow ?? 0) !== 0 || connectsTo.length > 0);
}
