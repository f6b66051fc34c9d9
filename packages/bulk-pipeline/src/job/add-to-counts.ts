import { type SegmentType } from '@sizewise/shared';

import { type Queryable } from '../ports.ts';
import { hashOfId } from '../write/row-ids.ts';
import { type ImportRow } from './import-row.ts';

/** A jsonb column of counts by name, with those of a parameter added. */
const added = (column: string, parameter: string): string => `(
  SELECT coalesce(jsonb_object_agg(key, n), '{}') FROM (
    SELECT key, sum(value::bigint) AS n
    FROM (SELECT * FROM jsonb_each_text(${column}) UNION ALL SELECT * FROM jsonb_each_text(${parameter}::jsonb)) AS both_sides
    GROUP BY key) AS summed)`;

const CHUNK = `
  UPDATE sizewise.import_chunks c SET rows = rows + $4, rejects = rejects - $4, spatial_rows = spatial_rows + $5,
    calculations = calculations + $6, by_segment_type = ${added('c.by_segment_type', '$7')}, id_sum = id_sum + $8
  WHERE project_id = $1 AND import_id = $2 AND chunk = $3`;
const IMPORT = `
  UPDATE sizewise.imports i SET segments_written = segments_written + $3, rejected = rejected - $3,
    spatial_written = spatial_written + $4, calculations_written = calculations_written + $5,
    by_segment_type = ${added('i.by_segment_type', '$6')}
  WHERE project_id = $1 AND id = $2`;

interface StoredReject {
  readonly id: string;
  readonly chunk: number;
  readonly corrected: { readonly segmentType: SegmentType };
}

/** Moves rejects that have become segments from one count to the other, in the ledger and in the import. */
export async function addToCounts(
  session: Queryable,
  { project_id: projectId, id: importId }: ImportRow,
  stored: readonly StoredReject[],
  hasDocuments: boolean,
  calculated: ReadonlySet<string>,
): Promise<void> {
  const counts = (rejects: readonly StoredReject[]): unknown[] => [
    rejects.length,
    hasDocuments ? rejects.length : 0,
    rejects.filter(({ id }) => calculated.has(id)).length,
    JSON.stringify(byType(rejects)),
  ];
  const chunks = Map.groupBy(stored, ({ chunk }) => chunk);
  for (const [chunk, rejects] of chunks) {
    const idSum = rejects.reduce((sum, { id }) => sum + hashOfId(id), 0);
    await session.query(CHUNK, [projectId, importId, chunk, ...counts(rejects), idSum]);
  }
  await session.query(IMPORT, [projectId, importId, ...counts(stored)]);
}

function byType(rejects: readonly StoredReject[]): Record<string, number> {
  const groups = Map.groupBy(rejects, ({ corrected }) => corrected.segmentType);
  return Object.fromEntries([...groups].map(([type, group]) => [type, group.length]));
}
