import { type Discipline, type SegmentType } from '@sizewise/shared';

/** What a distribution element of some IFC class is to us. */
export interface ClassFacts {
  readonly segmentType: SegmentType;
  readonly discipline: Discipline | null;
}

/** Knows the IFC classes; written in any case, as files do. */
export interface ClassTable {
  /** @returns null for a class that is no distribution element. */
  facts(ifcClass: string): ClassFacts | null;
}
