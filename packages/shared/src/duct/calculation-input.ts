import { type CrossSection, type SegmentType } from '../segment-type.ts';

/** What of a segment its calculation follows from; metres and m³/s. */
export interface CalculatedSegment {
  readonly segmentType: SegmentType;
  readonly name: string | null;
  readonly shape: CrossSection | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly diameter: number | null;
  readonly length: number | null;
  readonly airflow: number | null;
  readonly material: string | null;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The flow through a segment: its own, or the sum of the terminals beyond it. */
export interface SegmentFlow {
  /** m³/s */
  readonly airflow: number;
  readonly origin: 'own' | 'summed';
  /** False where a terminal beyond has no flow: the sum is then a lower limit. */
  readonly isComplete: boolean;
}

/** Types whose segments can have a calculation of their own. */
const CALCULATED: ReadonlySet<SegmentType> = new Set(['duct_segment', 'duct_fitting', 'flow_controller']);

/** True for a type of which calculations are kept. */
export function isCalculated(segmentType: SegmentType): boolean {
  return CALCULATED.has(segmentType);
}

/** The flow that the segment itself carries, or null. */
export function ownFlow({ airflow }: { readonly airflow: number | null }): SegmentFlow | null {
  return airflow === null ? null : { airflow, origin: 'own', isComplete: true };
}
