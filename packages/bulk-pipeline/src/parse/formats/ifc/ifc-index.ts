import { type PlanWarning } from '../../format.ts';
import { type InstanceList, type InstanceTable } from './instance-table.ts';
import { type RelationMap } from './relation-map.ts';
import { type StrayInstance } from './scan-step-file.ts';
import { type IfcSchema } from './step-header.ts';

/** The reverse relations of one file; each leads from an instance to what it belongs to or carries. */
export const RELATION_KINDS = [
  'groups',
  'container',
  'parent',
  'nestedIn',
  'properties',
  'type',
  'material',
  'classification',
  'layer',
  'connected',
  'ports',
  'portOwner',
  'portLinks',
] as const;
export type RelationKind = (typeof RELATION_KINDS)[number];

export type Relations = Readonly<Record<RelationKind, RelationMap>>;

/** What becomes of one item of the file. */
export const ITEM_ELEMENT = 0;
export const ITEM_ABSTRACT = 1;
export const ITEM_STRAY = 2;

/** Everything that is handed to the sink, in file order: elements, and what is rejected in their stead. */
export interface IndexItems {
  /** Instance numbers; for ITEM_STRAY the place in `strays`. */
  readonly ids: Uint32Array;
  readonly offsets: Float64Array;
  readonly kinds: Uint8Array;
}

/** What one pass over a file leaves for its chunks. */
export interface IfcIndex {
  /** Length of the file it was made of. */
  readonly bytes: number;
  readonly schema: IfcSchema;
  readonly classNames: readonly string[];
  readonly instances: InstanceTable;
  readonly items: IndexItems;
  readonly strays: readonly StrayInstance[];
  readonly relations: Relations;
  /** The IfcProject, or null in a file without one. */
  readonly project: number | null;
  /** The first IfcMapConversion, or null in a file without one. */
  readonly mapConversion: number | null;
  readonly ignored: Readonly<Record<string, number>>;
  readonly warnings: readonly PlanWarning[];
}

/** An index as it was made, all of it in memory. */
export interface BuiltIndex extends IfcIndex {
  readonly instances: InstanceList;
}
