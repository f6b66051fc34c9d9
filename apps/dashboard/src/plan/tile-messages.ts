import { type PlanKind } from './plan-kinds.ts';
import { type PlanTile } from './plan-tile.ts';

/** A tile as it crosses from the worker: all but the table of kinds, of which only what is new comes along. */
export type PackedTile = Omit<PlanTile, 'kinds'>;

/** What the page sends. */
export interface PackRequest {
  /** The drawing of each import that has one; only with the first request, and after it changed. */
  readonly drawings: readonly (readonly [importId: string, drawingId: string])[] | null;
  /** Bytes of a tile; they are the worker's from now on. */
  readonly bytes: ArrayBuffer;
}

/** What the worker answers, in the order of the requests. */
export type PackAnswer =
  | { readonly packed: PackedTile; readonly newKinds: readonly PlanKind[] }
  | { readonly failure: { readonly code: string; readonly message: string } };
