import { type Reject } from '@sizewise/shared';

/** A row of import_rejects as `REJECT_COLUMNS` selects it. */
export type RejectRow = Omit<Reject, 'resolvedAt'> & { readonly resolvedAt: Date | null };

export const REJECT_COLUMNS =
  'id, position, raw, raw_truncated AS "rawTruncated", code, reason, corrected, resolved_at AS "resolvedAt"';

export function rejectOf(row: RejectRow): Reject {
  return { ...row, resolvedAt: row.resolvedAt?.toISOString() ?? null };
}
