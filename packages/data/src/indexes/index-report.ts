import { type IndexReport } from '@sizewise/shared';

export { type IndexReport, type IndexState } from '@sizewise/shared';

/** True where every index serves. */
export function areComplete(indexes: readonly IndexReport[]): boolean {
  return indexes.every(({ state }) => state === 'ok');
}
