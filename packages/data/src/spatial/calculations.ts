import { type Queryable } from '@sizewise/optimizer';
import { type Calculation } from '@sizewise/shared';

import { type CalculationFilter, type Page } from '../contracts.ts';
import { decodeCursor, toPage, UUID_PATTERN } from '../cursor.ts';
import { fewMatches } from '../few-matches.ts';

/** A stored calculation; keys inside `input` and `result_data` are in snake case. */
export interface CalculationRow {
  readonly id: string;
  readonly segment_id: string;
  readonly calculation_type: string;
  readonly input: Record<string, unknown>;
  readonly result_data: Record<string, unknown>;
  readonly source: string;
}

function camelKeys(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      key.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase()),
      value,
    ]),
  );
}

export function toCalculation(row: CalculationRow): Calculation {
  return {
    id: row.id,
    segmentId: row.segment_id,
    calculationType: row.calculation_type,
    input: camelKeys(row.input),
    resultData: camelKeys(row.result_data),
    source: row.source === 'user' ? 'user' : 'file',
  };
}

/** The ranges of a filter: field of `result_data`, comparison, bound. */
export function rangesOf(filter: CalculationFilter): { field: string; atLeast: boolean; value: number }[] {
  return [
    { field: 'cfm', atLeast: true, value: filter.minCfm },
    { field: 'cfm', atLeast: false, value: filter.maxCfm },
    { field: 'pressure_drop', atLeast: true, value: filter.minPressureDrop },
    { field: 'pressure_drop', atLeast: false, value: filter.maxPressureDrop },
  ].flatMap(({ value, ...rest }) => (value === undefined ? [] : [{ ...rest, value }]));
}

/** Published calculations in PostgreSQL, in order of their ids. */
export async function calculationsInPostgres(
  session: Queryable,
  projectId: string,
  filter: CalculationFilter,
): Promise<Page<Calculation>> {
  const values: unknown[] = [projectId];
  const conditions = ['project_id = $1'];
  if (filter.segmentId !== undefined) conditions.push(`segment_id = $${values.push(filter.segmentId)}`);
  if (filter.type !== undefined) conditions.push(`calculation_type = $${values.push(filter.type)}`);
  for (const { field, atLeast, value } of rangesOf(filter)) {
    const place = values.push(value);
    conditions.push(`(result_data ->> '${field}')::double precision ${atLeast ? '>=' : '<='} $${place}`);
  }
  if (filter.cursor !== undefined) {
    conditions.push(`id > $${values.push(decodeCursor(filter.cursor, [UUID_PATTERN])[0])}`);
  }
  const isRange = rangesOf(filter).length > 0;
  const few = isRange ? await fewMatches(session, 'published_calculations', conditions, values) : null;
  const [where, parameters] =
    few === null
      ? [conditions, values]
      : [
          ['project_id = $1', 'id = ANY ($2)'],
          [projectId, few.slice(0, filter.limit + 1)],
        ];
  const { rows } = await session.query<CalculationRow>(
    `SELECT id, segment_id, calculation_type, input, result_data, source FROM sizewise.published_calculations
     WHERE ${where.join(' AND ')} ORDER BY id LIMIT $${parameters.length + 1}`,
    [...parameters, filter.limit + 1],
  );
  return toPage(rows, filter.limit, toCalculation, (row) => [row.id]);
}
