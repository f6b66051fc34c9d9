import { type Discipline, type SegmentType } from '@sizewise/shared';

/** What an IFC class is to us. */
export interface ClassFacts {
  /** With its capitals where a schema has it: `IfcDuctSegment`; else as written. */
  readonly name: string;
  /** Null for a class that is no distribution element. */
  readonly segmentType: SegmentType | null;
  readonly discipline: Discipline | null;
}

/** Knows the IFC classes; written in any case, as files do. */
export interface ClassTable {
  facts(ifcClass: string): ClassFacts;
}
