import { RejectLimitError } from '../errors.ts';
import { type LedgerTotals } from './import-row.ts';

/** However small the file, this many rejects do not stop an import. */
export const REJECTS_ALWAYS_ALLOWED = 100;

/**
 * Throws when too large a share of the records is rejected. While chunks are open, the number of records to come is
 * estimated from the part of the file that is done.
 * @param share records that may be rejected, 0–1
 * @throws RejectLimitError
 */
export function checkRejectLimit(
  totals: Pick<LedgerTotals, 'rows' | 'rejects' | 'ignored' | 'unitsDone' | 'unitsTotal'>,
  share: number,
  firstReason: string,
): void {
  if (totals.rejects <= REJECTS_ALWAYS_ALLOWED) return;
  const read =
    totals.rows + totals.rejects + Object.values(totals.ignored).reduce((sum, count) => sum + count, 0);
  const done = totals.unitsTotal > 0 ? totals.unitsDone / totals.unitsTotal : 1;
  const expected = done > 0 ? Math.round(read / done) : read;
  if (totals.rejects > share * expected) throw new RejectLimitError(totals.rejects, expected, firstReason);
}
