import { type Queryable } from '@sizewise/optimizer';

import { type CalculationStore, type ImportOwner } from './calculation-store.ts';
import { type Recalculation, recalculate, type Undo } from './recalculate.ts';

/** Calculates segments of one import anew, in the session of the transaction that changed them. */
export type Recalculate = (
  session: Queryable,
  owner: ImportOwner,
  changedIds: readonly string[],
) => Promise<Recalculation>;

/** Runs a transaction that calculates anew; where it fails, calculations outside of PostgreSQL are put back. */
export async function recalculating<T>(
  store: CalculationStore,
  transaction: (recalculate: Recalculate) => Promise<T>,
): Promise<T> {
  const undos: Undo[] = [];
  try {
    return await transaction((session, owner, changedIds) =>
      recalculate(session, store, owner, changedIds, (undo) => undos.push(undo)),
    );
  } catch (error) {
    for (const undo of undos.toReversed()) await undo();
    throw error;
  }
}
