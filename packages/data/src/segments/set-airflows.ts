import { type Queryable } from '@sizewise/optimizer';
import { type AirflowEntry, type AirflowsSet } from '@sizewise/shared';

import { type Recalculate } from '../calculations/recalculating.ts';
import { findTargets } from './find-targets.ts';

/**
 * Sets the flows of a table, all or none, and calculates what depends on them.
 * @throws AirflowUnmatchedError
 */
export async function setAirflows(
  session: Queryable,
  projectId: string,
  entries: readonly AirflowEntry[],
  recalculate: Recalculate,
): Promise<AirflowsSet> {
  const targets = await findTargets(session, projectId, entries);
  const ids = targets.map(({ segmentId }) => segmentId);
  // In one order for all, or two tables could wait for each other.
  await session.query(
    'SELECT 1 FROM sizewise.project_segments WHERE project_id = $1 AND id = ANY ($2) ORDER BY id FOR UPDATE',
    [projectId, ids],
  );
  const { rows } = await session.query<{ id: string; version: number }>(
    `UPDATE sizewise.project_segments s SET airflow = t.airflow, version = s.version + 1
     FROM unnest($2::uuid[], $3::float8[]) AS t (id, airflow)
     WHERE s.project_id = $1 AND s.id = t.id RETURNING s.id, s.version`,
    [projectId, ids, targets.map(({ airflow }) => airflow)],
  );
  const versions = new Map(rows.map(({ id, version }) => [id, version]));
  const result: AirflowsSet = {
    set: targets.map(({ index, segmentId, airflow }) => {
      return { index, segmentId, airflow, version: versions.get(segmentId) ?? 1 };
    }),
    calculations: { stored: 0, removed: 0 },
    loops: [],
    undirected: [],
  };
  const byImport = [...Map.groupBy(targets, ({ importId }) => importId)];
  for (const [importId, changed] of byImport.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const done = await recalculate(
      session,
      { projectId, importId },
      changed.map(({ segmentId }) => segmentId),
    );
    result.calculations.stored += done.stored;
    result.calculations.removed += done.removed;
    result.loops.push(...done.loops);
    result.undirected.push(...done.undirected);
  }
  return result;
}
