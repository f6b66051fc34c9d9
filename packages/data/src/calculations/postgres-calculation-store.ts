import { type Queryable } from '@sizewise/optimizer';
import { type CalculationType, type TileValue, type ValueRange } from '@sizewise/shared';

import { storableJson } from '../storable-json.ts';
import {
  type CalculationChange,
  type CalculationStore,
  type ImportOwner,
  type KeptCalculation,
  RESULT_OF,
} from './calculation-store.ts';

const ROWS_PER_STATEMENT = 1000;

interface Row {
  segment_id: string;
  calculation_type: CalculationType;
  source: KeptCalculation['source'];
  input: KeptCalculation['input'];
  result_data: KeptCalculation['resultData'];
}

/** Calculations in sizewise.calculations. */
export class PostgresCalculationStore implements CalculationStore {
  async of(session: Queryable, projectId: string, segmentIds: readonly string[]): Promise<KeptCalculation[]> {
    const { rows } = await session.query<Row>(
      `SELECT segment_id, calculation_type, source, input, result_data FROM sizewise.calculations
       WHERE project_id = $1 AND id = ANY ($2)`,
      [projectId, segmentIds],
    );
    return rows.map((row) => ({
      segmentId: row.segment_id,
      calculationType: row.calculation_type,
      source: row.source,
      input: row.input,
      resultData: row.result_data,
    }));
  }

  async range(
    session: Queryable,
    projectId: string,
    importIds: readonly string[],
    value: TileValue,
  ): Promise<ValueRange | null> {
    const { rows } = await session.query<{ min: number | null; max: number | null; count: string }>(
      `SELECT min(amount), max(amount), count(amount)
       FROM (SELECT (result_data ->> '${RESULT_OF[value]}')::double precision AS amount FROM sizewise.calculations
             WHERE project_id = $1 AND import_id = ANY ($2)) AS amounts`,
      [projectId, importIds],
    );
    const { min = null, max = null, count = 0 } = rows[0] ?? {};
    return min === null || max === null ? null : { min, max, count: Number(count) };
  }

  async change(session: Queryable, owner: ImportOwner, { save, remove }: CalculationChange): Promise<void> {
    if (remove.length > 0) {
      await session.query('DELETE FROM sizewise.calculations WHERE project_id = $1 AND id = ANY ($2)', [
        owner.projectId,
        remove,
      ]);
    }
    for (let from = 0; from < save.length; from += ROWS_PER_STATEMENT) {
      const rows = save.slice(from, from + ROWS_PER_STATEMENT).map((one) => ({
        id: one.segmentId,
        calculation_type: one.calculationType,
        source: one.source,
        input: one.input,
        result_data: one.resultData,
      }));
      await session.query(
        `INSERT INTO sizewise.calculations (id, project_id, import_id, segment_id, calculation_type, source, input,
           result_data)
         SELECT id, $1, $2, id, calculation_type, source, input, result_data
         FROM jsonb_to_recordset($3::jsonb)
           AS r (id uuid, calculation_type text, source text, input jsonb, result_data jsonb)
         ON CONFLICT (project_id, id) DO UPDATE SET calculation_type = excluded.calculation_type,
           source = excluded.source, input = excluded.input, result_data = excluded.result_data, created_at = now()`,
        [owner.projectId, owner.importId, storableJson(rows)],
      );
    }
  }

  /** The transaction took it back. */
  async restore(): Promise<void> {}
}
