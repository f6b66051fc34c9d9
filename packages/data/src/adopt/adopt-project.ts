import { type DatabasePerformanceOptimizer, type Lease } from '@sizewise/optimizer';

import { type CalculationStore, type ImportOwner } from '../calculations/calculation-store.ts';
import { recalculating } from '../calculations/recalculating.ts';
import { tagsOfProject } from '../project-tags.ts';
import { insertSegments, replaceSegments } from '../segments/insert-segments.ts';
import { type NewDocument, type SpatialWriter } from '../spatial/spatial-writer.ts';
import { streamRows } from '../stream-rows.ts';
import { type AdoptedProject } from './adopt-report.ts';
import { adoptedImportId, adoptedProjectId, adoptedSegmentId } from './adopted-ids.ts';
import { type AdoptedSegment, type ApplicationRow, createdAtOf, textOf } from './application-rows.ts';

/** What adopting works with. */
export interface AdoptContext {
  readonly optimizer: DatabasePerformanceOptimizer;
  readonly spatial: SpatialWriter;
  readonly calculations: CalculationStore;
  /** The application's schema, quoted. */
  readonly schema: string;
  readonly read: (row: ApplicationRow, digest: string) => AdoptedSegment;
  readonly signal: AbortSignal | undefined;
}

interface SourceRow {
  readonly row: ApplicationRow;
  readonly digest: string;
  /** Of the segment that was adopted before; null where there is none. */
  readonly id: string | null;
}

interface Change extends AdoptedSegment {
  readonly id: string;
  readonly isNew: boolean;
}

/** Copies one project with its segments; what did not change since the last time is left alone. */
export async function adoptProject(context: AdoptContext, source: ApplicationRow): Promise<AdoptedProject> {
  const { optimizer, signal } = context;
  const sourceId = textOf(source['id']);
  const name = textOf(source['name']);
  const projectId = adoptedProjectId(sourceId);
  const createdAt = createdAtOf(source);
  const owner = { projectId, importId: adoptedImportId(projectId, createdAt) };
  await optimizer.write(tagsOfProject(projectId), (lease) => beginProject(lease, owner, source, createdAt));

  const counts = { added: 0, updated: 0, unreadable: 0 };
  const unitless: Record<string, number> = {};
  const flowing: string[] = [];
  for await (const rows of streamRows<SourceRow>(
    optimizer.postgres,
    changedRows(context.schema),
    [owner.projectId, owner.importId, sourceId],
    signal,
  )) {
    const changes = rows.map(({ row, digest, id }): Change => {
      const segment = context.read(row, digest);
      return {
        ...segment,
        id: id ?? adoptedSegmentId(projectId, createdAt, textOf(row['id'])),
        isNew: id === null,
      };
    });
    await storeBatch(context, owner, changes);
    for (const { id, isNew, fields, fault, unitless: keys } of changes) {
      counts[isNew ? 'added' : 'updated']++;
      if (fault !== null) counts.unreadable++;
      for (const key of keys) unitless[key] = (unitless[key] ?? 0) + 1;
      if (!isNew || (fields.airflow ?? 0) !== 0) flowing.push(id);
    }
  }
  const { removed, segments } = await publish(context, owner, sourceId, flowing);
  return { sourceId, projectId, name, ...counts, removed, segments, unitless };
}

/** The segments that are new or differ from what was adopted; what the user changed here since is no difference. */
function changedRows(schema: string): string {
  return `
    SELECT to_jsonb(s) AS row, md5(to_jsonb(s)::text) AS digest, o.id
    FROM ${schema}.project_segments s
    LEFT JOIN sizewise.project_segments o
      ON o.project_id = $1 AND o.import_id = $2 AND o.external_id = s.id::text
    WHERE s.project_id = $3
      AND (o.id IS NULL OR o.properties #>> '{adopted,digest}' IS DISTINCT FROM md5(to_jsonb(s)::text))
    ORDER BY s.id`;
}

/** The import is not published before the first adoption is whole. */
async function beginProject(
  lease: Lease,
  { projectId, importId }: ImportOwner,
  source: ApplicationRow,
  createdAt: number,
): Promise<void> {
  const userId = textOf(source['user_id']);
  await lease.query('INSERT INTO sizewise.users (id) VALUES ($1) ON CONFLICT DO NOTHING', [userId]);
  await lease.query(
    `INSERT INTO sizewise.projects AS p (id, user_id, name, created_at)
     VALUES ($1, $2, $3, to_timestamp($4::float8 / 1000))
     ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, name = excluded.name, updated_at = now()
     WHERE (p.user_id, p.name) IS DISTINCT FROM (excluded.user_id, excluded.name)`,
    [projectId, userId, textOf(source['name']), createdAt],
  );
  await lease.query(
    `INSERT INTO sizewise.imports (project_id, id, file_name, status, format, started_at)
     VALUES ($1, $2, 'application', 'completed', 'application', now()) ON CONFLICT DO NOTHING`,
    [projectId, importId],
  );
}

async function storeBatch(
  context: AdoptContext,
  owner: ImportOwner,
  changes: readonly Change[],
): Promise<void> {
  const { optimizer, spatial } = context;
  const fresh = changes.filter(({ isNew }) => isNew);
  const changed = changes.filter(({ isNew }) => !isNew);
  await spatial.within(owner.projectId, fresh.map(documentOf), (write) =>
    optimizer.write(tagsOfProject(owner.projectId), async (lease) => {
      await insertSegments(
        lease,
        owner,
        fresh.map(({ id }) => id),
        fresh.map(({ fields }) => fields),
      );
      if (fresh.length > 0) await write(lease, owner.importId);
      if (changed.length === 0) return;
      await replaceSegments(
        lease,
        owner,
        changed.map(({ id }) => id),
        changed.map(({ fields }) => fields),
      );
      await spatial.replace(lease, owner, changed.map(documentOf));
    }),
  );
}

function documentOf({ id, fields }: Change): NewDocument {
  const { segmentType: layerType, bounds } = fields;
  return { id, segmentId: id, layerType, geometry: null, bounds, shape: null };
}

/** Removes what the application has no more, counts, publishes, and calculates what has a flow. */
async function publish(
  context: AdoptContext,
  owner: ImportOwner,
  sourceId: string,
  flowing: readonly string[],
): Promise<{ removed: number; segments: number }> {
  const { optimizer, calculations, spatial, schema } = context;
  const { projectId, importId } = owner;
  return await recalculating(calculations, (recalculate) =>
    optimizer.write(tagsOfProject(projectId), async (lease) => {
      const { rows: gone } = await lease.query<{ id: string }>(
        `DELETE FROM sizewise.project_segments o WHERE o.project_id = $1 AND o.import_id = $2
           AND NOT EXISTS (SELECT FROM ${schema}.project_segments s WHERE s.project_id = $3 AND s.id::text = o.external_id)
         RETURNING o.id`,
        [projectId, importId, sourceId],
      );
      const ids = gone.map(({ id }) => id);
      const calculated = (await calculations.of(lease, projectId, ids)).length;
      const { rows } = await lease.query<{ segments: string }>(
        `UPDATE sizewise.imports SET published_at = coalesce(published_at, now()), published_lsn = pg_current_wal_lsn(),
           finished_at = now(), calculations_written = calculations_written - $3,
           (segments_written, spatial_written, by_segment_type) = (
             SELECT coalesce(sum(n), 0), coalesce(sum(n), 0), coalesce(jsonb_object_agg(segment_type, n), '{}')
             FROM (SELECT segment_type, count(*) AS n FROM sizewise.project_segments
                   WHERE project_id = $1 AND import_id = $2 GROUP BY segment_type) AS counted)
         WHERE project_id = $1 AND id = $2 RETURNING segments_written AS segments`,
        [projectId, importId, calculated],
      );
      const dead = new Set(ids);
      const living = flowing.filter((id) => !dead.has(id));
      if (living.length > 0) await recalculate(lease, owner, living);
      if (ids.length > 0) {
        await calculations.change(lease, owner, { save: [], remove: ids });
        await spatial.remove(lease, owner, ids);
      }
      return { removed: ids.length, segments: Number(rows[0]?.segments ?? 0) };
    }),
  );
}
