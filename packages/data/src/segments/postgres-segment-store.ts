import { type DatabasePerformanceOptimizer, type Queryable } from '@sizewise/optimizer';
import {
  type AirflowEntry,
  airflowEntrySchema,
  type AirflowsSet,
  type Analytics,
  type OpenEnd,
  type Segment,
  type SegmentFields,
  type SegmentInput,
  segmentInputSchema,
  type SegmentPatch,
} from '@sizewise/shared';

import { countPosted } from '../api-import.ts';
import { affectsCalculations, bringsCalculations } from '../calculations/affects-calculations.ts';
import { type CalculationStore } from '../calculations/calculation-store.ts';
import { recalculating } from '../calculations/recalculating.ts';
import { type Page, type PlanBatch, type SegmentFilter, type SegmentStore } from '../contracts.ts';
import { decodeCursor, toPage, UUID_PATTERN } from '../cursor.ts';
import { SegmentNotFoundError } from '../errors.ts';
import { fewMatches } from '../few-matches.ts';
import { projectTag, tagsOfProject } from '../project-tags.ts';
import { type SpatialWriter } from '../spatial/spatial-writer.ts';
import { streamRows } from '../stream-rows.ts';
import { timeOrderedIds } from '../time-ordered-ids.ts';
import { projectAnalytics } from './analytics.ts';
import { insertSegments } from './insert-segments.ts';
import { listOpenEnds } from './open-ends.ts';
import { planSegments } from './plan-segments.ts';
import { segmentConditions } from './segment-filter.ts';
import { SEGMENT_COLUMNS, type SegmentRow, toSegment } from './segment-row.ts';
import { setAirflows } from './set-airflows.ts';
import { updateSegment } from './update-segment.ts';

function countByType(segments: readonly SegmentFields[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { segmentType } of segments) counts[segmentType] = (counts[segmentType] ?? 0) + 1;
  return counts;
}

/** Segments in PostgreSQL, read through the cache; each has a spatial document under its own id. */
export class PostgresSegmentStore implements SegmentStore {
  readonly #optimizer: DatabasePerformanceOptimizer;
  readonly #spatial: SpatialWriter;
  readonly #calculations: CalculationStore;

  constructor(
    optimizer: DatabasePerformanceOptimizer,
    spatial: SpatialWriter,
    calculations: CalculationStore,
  ) {
    this.#optimizer = optimizer;
    this.#spatial = spatial;
    this.#calculations = calculations;
  }

  async list(projectId: string, filter: Parameters<SegmentStore['list']>[1]): Promise<Page<Segment>> {
    const { limit, cursor } = filter;
    const values: unknown[] = [projectId];
    const conditions = ['project_id = $1', ...segmentConditions(filter, values)];
    if (cursor !== undefined)
      conditions.push(`id > $${values.push(decodeCursor(cursor, [UUID_PATTERN])[0])}`);
    const key = JSON.stringify(['segments', conditions, values, limit]);
    return this.#read(projectId, key, async (session) => {
      const few =
        filter.q === undefined ? null : await fewMatches(session, 'published_segments', conditions, values);
      const [where, parameters] =
        few === null
          ? [conditions, values]
          : [
              ['project_id = $1', 'id = ANY ($2)'],
              [projectId, few.slice(0, limit + 1)],
            ];
      const { rows } = await session.query<SegmentRow>(
        `SELECT ${SEGMENT_COLUMNS} FROM sizewise.published_segments WHERE ${where.join(' AND ')}
         ORDER BY id LIMIT $${parameters.length + 1}`,
        [...parameters, limit + 1],
      );
      return toPage(rows, limit, toSegment, (row) => [row.id]);
    });
  }

  /** @throws SegmentNotFoundError */
  async get(projectId: string, segmentId: string): Promise<Segment> {
    const key = `segment/${projectId}/${segmentId}`;
    return this.#read(projectId, key, async (session) => {
      const { rows } = await session.query<SegmentRow>(
        `SELECT ${SEGMENT_COLUMNS} FROM sizewise.published_segments WHERE project_id = $1 AND id = $2`,
        [projectId, segmentId],
      );
      if (!rows[0]) throw new SegmentNotFoundError(segmentId);
      return toSegment(rows[0]);
    });
  }

  /** @throws ProjectNotFoundError */
  async insert(projectId: string, segments: readonly SegmentInput[]): Promise<string[]> {
    const rows = segments.map((segment) => segmentInputSchema.parse(segment));
    if (rows.length === 0) return [];
    const ids = timeOrderedIds(rows.length);
    const documents = rows.map(({ bounds, segmentType: layerType }, i) => {
      const id = ids[i] ?? '';
      return { id, segmentId: id, layerType, geometry: null, bounds, shape: null };
    });
    await this.#spatial.within(projectId, documents, (write) =>
      recalculating(this.#calculations, (recalculate) =>
        this.#optimizer.write(tagsOfProject(projectId), async (session) => {
          const counts = { segments: rows.length, spatial: rows.length, bySegmentType: countByType(rows) };
          const importId = await countPosted(session, projectId, counts);
          await insertSegments(session, { projectId, importId }, ids, rows);
          await write(session, importId);
          const owner = { projectId, importId };
          if (await bringsCalculations(session, owner, rows)) await recalculate(session, owner, ids);
        }),
      ),
    );
    return ids;
  }

  async update(projectId: string, segmentId: string, patch: SegmentPatch, version: number): Promise<Segment> {
    return recalculating(this.#calculations, (recalculate) =>
      this.#optimizer.write(tagsOfProject(projectId), async (session) => {
        const segment = await updateSegment(session, projectId, segmentId, patch, version);
        const owner = { projectId, importId: segment.importId };
        if (affectsCalculations(patch, segment)) await recalculate(session, owner, [segmentId]);
        if (patch.segmentType !== undefined)
          await this.#spatial.relabel(session, owner, segmentId, patch.segmentType);
        return segment;
      }),
    );
  }

  /** @throws AirflowUnmatchedError; nothing is set then */
  async setAirflows(projectId: string, entries: readonly AirflowEntry[]): Promise<AirflowsSet> {
    const checked = entries.map((entry) => airflowEntrySchema.parse(entry));
    return recalculating(this.#calculations, (recalculate) =>
      this.#optimizer.write(tagsOfProject(projectId), (session) =>
        setAirflows(session, projectId, checked, recalculate),
      ),
    );
  }

  /** One snapshot from the first segment to the last; it holds a connection until the reader is done. */
  async *all(projectId: string, filter: SegmentFilter = {}, signal?: AbortSignal): AsyncGenerator<Segment> {
    const values: unknown[] = [projectId];
    const conditions = ['project_id = $1', ...segmentConditions(filter, values)];
    const sql = `SELECT ${SEGMENT_COLUMNS} FROM sizewise.published_segments
      WHERE ${conditions.join(' AND ')} ORDER BY id`;
    for await (const rows of streamRows<SegmentRow>(this.#optimizer.postgres, sql, values, signal)) {
      for (const row of rows) yield toSegment(row);
    }
  }

  plan(projectId: string, filter: SegmentFilter = {}, signal?: AbortSignal): AsyncGenerator<PlanBatch> {
    return planSegments(this.#optimizer.postgres, projectId, filter, signal);
  }

  async analytics(projectId: string): Promise<Analytics> {
    return this.#read(projectId, `analytics/${projectId}`, (session) => projectAnalytics(session, projectId));
  }

  async openEnds(projectId: string, filter: Parameters<SegmentStore['openEnds']>[1]): Promise<Page<OpenEnd>> {
    const key = JSON.stringify(['open-ends', projectId, filter]);
    return this.#read(projectId, key, (session) => listOpenEnds(session, projectId, filter));
  }

  /** From the cache, else from a replica or the primary. */
  #read<T>(projectId: string, key: string, load: (session: Queryable) => Promise<T>): Promise<T> {
    const tags = [projectTag(projectId)];
    return this.#optimizer.optimizedQueryCache(key, { tags }, () => this.#optimizer.read(tags, load));
  }
}
