import { type Queryable } from '@sizewise/optimizer';
import { type AirflowEntry, flowOfEntry } from '@sizewise/shared';

import { AirflowUnmatchedError, type UnmatchedEntry } from '../errors.ts';

/** A segment whose flow an entry sets. */
export interface AirflowTarget {
  /** Of the entry, from 0. */
  readonly index: number;
  readonly segmentId: string;
  readonly importId: string;
  /** m³/s */
  readonly airflow: number | null;
}

interface TargetRow {
  /** bigint */
  index: string;
  id: string;
  import_id: string;
}

// Each key is joined by itself, so that it can go by a hash.
const BY_KEY = `
  WITH entry AS (
    SELECT index - 1 AS index, segment_id, external_id, terminal
    FROM unnest($2::uuid[], $3::text[], $4::text[]) WITH ORDINALITY AS e (segment_id, external_id, terminal, index)
  )
  SELECT e.index, s.id, s.import_id FROM entry e
  JOIN sizewise.published_segments s ON s.project_id = $1 AND s.id = e.segment_id
  UNION
  SELECT e.index, s.id, s.import_id FROM entry e
  JOIN sizewise.published_segments s ON s.project_id = $1 AND s.external_id = e.external_id
  UNION
  SELECT e.index, s.id, s.import_id FROM sizewise.published_segments s
  CROSS JOIN LATERAL (
    VALUES (s.name), (s.external_id), (s.properties ->> 'tag'), (s.properties ->> 'Tag'), (s.properties ->> 'mark'),
      (s.properties ->> 'Mark')
  ) AS label (text)
  JOIN entry e ON e.terminal = label.text
  WHERE s.project_id = $1 AND s.segment_type IN ('air_terminal', 'terminal')
  ORDER BY index, id`;

/**
 * The segments that entries name, in order.
 * @throws AirflowUnmatchedError where an entry names none, an external id names several, or two entries name one
 */
export async function findTargets(
  session: Queryable,
  projectId: string,
  entries: readonly AirflowEntry[],
): Promise<AirflowTarget[]> {
  const { rows } = await session.query<TargetRow>(BY_KEY, [
    projectId,
    entries.map(({ segmentId }) => segmentId ?? null),
    entries.map(({ externalId }) => externalId ?? null),
    entries.map(({ terminal }) => terminal ?? null),
  ]);
  const found = Map.groupBy(rows, (row) => Number(row.index));
  const faults: UnmatchedEntry[] = [];
  const targets = new Map<string, AirflowTarget>();
  entries.forEach((entry, index) => {
    const matches = found.get(index) ?? [];
    const isRepeated = matches.some(({ id }) => targets.has(id));
    if (matches.length === 0) faults.push(faultOf(entry, index, 'none', 0));
    else if (matches.length > 1 && entry.terminal === undefined)
      faults.push(faultOf(entry, index, 'several', matches.length));
    else if (isRepeated) faults.push(faultOf(entry, index, 'repeated', matches.length));
    const airflow = flowOfEntry(entry);
    for (const { id, import_id: importId } of matches)
      targets.set(id, { index, segmentId: id, importId, airflow });
  });
  if (faults.length > 0) throw new AirflowUnmatchedError(faults);
  return [...targets.values()];
}

function faultOf(
  { segmentId, externalId, terminal }: AirflowEntry,
  index: number,
  reason: UnmatchedEntry['reason'],
  matches: number,
): UnmatchedEntry {
  if (segmentId !== undefined) return { index, key: 'segmentId', value: segmentId, reason, matches };
  if (externalId !== undefined) return { index, key: 'externalId', value: externalId, reason, matches };
  return { index, key: 'terminal', value: terminal ?? '', reason, matches };
}
