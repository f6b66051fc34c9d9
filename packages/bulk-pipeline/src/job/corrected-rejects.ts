import { type SegmentRecord } from '@sizewise/shared';

import { ImportNotPublishedError } from '../errors.ts';
import { type Queryable } from '../ports.ts';
import { type ImportRow } from './import-row.ts';

/** Rejects that are taken at once. */
const PAGE = 500;

/** A reject that has a record to be stored in its place. */
export interface CorrectedReject {
  readonly id: string;
  readonly chunk: number;
  readonly corrected: Omit<SegmentRecord, 'position'>;
}

/** Keeps the import as it is, published, until the transaction ends. @throws ImportNotPublishedError */
export async function lockPublished(session: Queryable, importId: string): Promise<void> {
  const { rowCount } = await session.query(
    `SELECT 1 FROM sizewise.imports WHERE id = $1 AND status = 'completed' AND published_at IS NOT NULL FOR UPDATE`,
    [importId],
  );
  if (rowCount !== 1) throw new ImportNotPublishedError(importId);
}

/** The corrected rejects of an import that are not stored yet, page by page. */
export async function* correctedRejects(
  session: Queryable,
  row: ImportRow,
): AsyncGenerator<readonly CorrectedReject[]> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await session.query<CorrectedReject>(
      `SELECT id, chunk, corrected FROM sizewise.import_rejects
       WHERE project_id = $1 AND import_id = $2 AND id > $3 AND corrected IS NOT NULL AND resolved_at IS NULL
       ORDER BY id LIMIT ${PAGE}`,
      [row.project_id, row.id, after],
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.id;
  }
}
