/**
 * `invalid` was left by a build that was interrupted and serves nobody; `building` is under way in another session.
 */
export type IndexState = 'ok' | 'missing' | 'invalid' | 'building';

/** One index that the product's queries count on. */
export interface IndexReport {
  readonly store: 'postgres' | 'mongo';
  readonly name: string;
  /** Table or collection. */
  readonly table: string;
  readonly state: IndexState;
  /** What it is for. */
  readonly serves: string;
  /** Null where it is missing or the store does not say. */
  readonly bytes: number | null;
  /** Times it was used since the store's statistics were reset; null where the store does not say. */
  readonly uses: number | null;
}

/** True where every index serves. */
export function areComplete(indexes: readonly IndexReport[]): boolean {
  return indexes.every(({ state }) => state === 'ok');
}
