import { type MongoCalculation } from '@sizewise/shared';

import { type Queryable } from '../ports.ts';

const COLUMNS = 'id, project_id, import_id, segment_id, calculation_type, source, input, result_data';
const TYPES =
  'id uuid, project_id uuid, import_id uuid, segment_id uuid, calculation_type text, source text, input jsonb, result_data jsonb';

/** Inserts a few calculations, by one statement. */
export async function insertCalculations(
  session: Queryable,
  calculations: readonly MongoCalculation[],
): Promise<void> {
  if (calculations.length === 0) return;
  const rows = calculations.map(({ _id: id, ...fields }) => ({ id, ...fields }));
  await session.query(
    `INSERT INTO sizewise.calculations (${COLUMNS}) SELECT ${COLUMNS} FROM jsonb_to_recordset($1::jsonb) AS r (${TYPES})`,
    [JSON.stringify(rows)],
  );
}
