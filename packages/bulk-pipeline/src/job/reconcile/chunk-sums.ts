import { type Queryable } from '../../ports.ts';
import { chunkOfId, hashOfId } from '../../write/row-ids.ts';
import { type ImportRow } from '../import-row.ts';
import { type ReconcileFinding } from './reconciliation.ts';

interface ChunkSum {
  rows: number;
  idSum: number;
}

/** Adds segments up by chunk and holds them to the ledger. */
export class ChunkSums {
  readonly #chunks = new Map<number, ChunkSum>();

  add(id: string): void {
    const chunk = chunkOfId(id);
    const sum = this.#chunks.get(chunk) ?? { rows: 0, idSum: 0 };
    sum.rows += 1;
    sum.idSum += hashOfId(id);
    this.#chunks.set(chunk, sum);
  }

  /** What differs from counts and sums that were written with each chunk's rows. */
  async againstLedger(db: Queryable, row: ImportRow): Promise<ReconcileFinding[]> {
    const { rows } = await db.query<{ chunk: number; rows: string; id_sum: string | null }>(
      'SELECT chunk, rows, id_sum FROM sizewise.import_chunks WHERE project_id = $1 AND import_id = $2 ORDER BY chunk',
      [row.project_id, row.id],
    );
    return rows.flatMap((ledger): ReconcileFinding[] => {
      const found = this.#chunks.get(ledger.chunk) ?? { rows: 0, idSum: 0 };
      const count = Math.abs(found.rows - Number(ledger.rows));
      if (count === 0 && (ledger.id_sum === null || found.idSum === Number(ledger.id_sum))) return [];
      const detail = `chunk ${ledger.chunk} has ${found.rows} segments where the ledger has ${ledger.rows}`;
      return [{ code: 'segments_differ', detail, count: Math.max(1, count) }];
    });
  }
}
