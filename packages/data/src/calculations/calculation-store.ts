import { type Queryable } from '@sizewise/optimizer';
import { type SegmentCalculation, type TileValue, type ValueRange } from '@sizewise/shared';

/** The rows and documents that one import owns. */
export interface ImportOwner {
  readonly projectId: string;
  readonly importId: string;
}

/** Where a result lies in a calculation. */
export const RESULT_OF = { velocity: 'velocity', pressureDrop: 'pressure_drop' } as const satisfies Record<
  TileValue,
  string
>;

/** A calculation as it is stored; a segment has one at most, under its id. */
export interface KeptCalculation extends SegmentCalculation {
  readonly segmentId: string;
  readonly source: 'file' | 'user';
}

export interface CalculationChange {
  /** Replace what is there under their segments. */
  readonly save: readonly KeptCalculation[];
  /** Segments that have none any more. */
  readonly remove: readonly string[];
}

/** Calculations lie where the spatial documents do: in PostgreSQL or in MongoDB, never in both. */
export interface CalculationStore {
  /** Those of these segments that have one. */
  of(session: Queryable, projectId: string, segmentIds: readonly string[]): Promise<KeptCalculation[]>;
  /** Least and greatest of a value in these imports, and how many segments have it; null where none has. */
  range(
    session: Queryable,
    projectId: string,
    importIds: readonly string[],
    value: TileValue,
  ): Promise<ValueRange | null>;
  /** The last step of a transaction: a store outside of PostgreSQL has it at once. */
  change(session: Queryable, owner: ImportOwner, change: CalculationChange): Promise<void>;
  /**
   * Undoes a change whose transaction failed afterwards.
   * @param before what the segments of the change had
   */
  restore(owner: ImportOwner, change: CalculationChange, before: readonly KeptCalculation[]): Promise<void>;
}
