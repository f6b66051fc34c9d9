import { type RowOwner } from '@sizewise/bulk-pipeline';
import { type DatabasePerformanceOptimizer, type Lease, type Queryable } from '@sizewise/optimizer';
import {
  type Calculation,
  type PlanBox,
  type Shape,
  type SpatialDocument,
  type SpatialInput,
  type SpatialPage,
} from '@sizewise/shared';

import { countPosted } from '../api-import.ts';
import { type CalculationFilter, type Page, type SpatialStore } from '../contracts.ts';
import { projectTag, tagsOfProject } from '../project-tags.ts';
import { boundsOfRow, type BoundsRow } from '../segments/segment-row.ts';
import { calculationsInPostgres } from './calculations.ts';
import { insertSpatialRows } from './insert-spatial-rows.ts';
import { DEFAULT_DOCUMENTS, MOST_DOCUMENTS, toNewDocuments } from './spatial-document.ts';
import { type NewDocument, type SpatialWriter } from './spatial-writer.ts';

interface SpatialRow extends BoundsRow {
  id: string;
  segment_id: string;
  import_id: string;
  layer_type: string;
  x: number | null;
  y: number | null;
  shape: SpatialDocument['shape'];
}

function toDocument(row: SpatialRow): SpatialDocument {
  return {
    id: row.id,
    segmentId: row.segment_id,
    importId: row.import_id,
    layerType: row.layer_type,
    geometry: row.x === null || row.y === null ? null : [row.x, row.y],
    bounds: boundsOfRow(row),
    shape: row.shape,
  };
}

/** Spatial documents in spatial_data: a GiST index over boxes finds candidates, the doubles decide. */
export class PostgresSpatialStore implements SpatialStore, SpatialWriter {
  readonly kind = 'postgres';
  readonly #optimizer: DatabasePerformanceOptimizer;

  constructor(optimizer: DatabasePerformanceOptimizer) {
    this.#optimizer = optimizer;
  }

  /** The migrations have made tables and indexes. */
  async prepare(): Promise<void> {}

  /** @throws ProjectNotFoundError */
  async bulkSaveSpatialData(projectId: string, inputs: readonly SpatialInput[]): Promise<string[]> {
    const documents = toNewDocuments(inputs);
    if (documents.length === 0) return [];
    await this.#optimizer.write(tagsOfProject(projectId), async (session) => {
      const counts = { segments: 0, spatial: documents.length, bySegmentType: {} };
      const importId = await countPosted(session, projectId, counts);
      await insertSpatialRows(session, { projectId, importId }, documents);
    });
    return documents.map(({ id }) => id);
  }

  async findSpatialDataInBounds(
    projectId: string,
    box: PlanBox,
    options: Parameters<SpatialStore['findSpatialDataInBounds']>[2] = {},
  ): Promise<SpatialPage> {
    options.signal?.throwIfAborted();
    const limit = Math.min(options.limit ?? DEFAULT_DOCUMENTS, MOST_DOCUMENTS);
    const values: unknown[] = [projectId, box.minX, box.maxX, box.minY, box.maxY, limit + 1];
    const ofLayer =
      options.layerType === undefined ? '' : `AND layer_type = $${values.push(options.layerType)}`;
    const { rows } = await this.#read(projectId).query<SpatialRow>(
      `SELECT id, segment_id, import_id, layer_type, x, y, min_x, min_y, min_z, max_x, max_y, max_z, shape
       FROM sizewise.published_spatial
       WHERE project_id = $1 AND bounds && box(point($3, $5), point($2, $4))
         AND min_x <= $3 AND max_x >= $2 AND min_y <= $5 AND max_y >= $4 ${ofLayer}
       LIMIT $6`,
      values,
      options.layerType === undefined ? 'spatial_box' : 'spatial_box_of_layer',
    );
    return { items: rows.slice(0, limit).map(toDocument), truncated: rows.length > limit };
  }

  async count(projectId: string): Promise<number> {
    const { rows } = await this.#read(projectId).query<{ count: string }>(
      'SELECT count(*) FROM sizewise.published_spatial WHERE project_id = $1',
      [projectId],
    );
    return Number(rows[0]?.count ?? 0);
  }

  async shapesOf(projectId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Shape>> {
    const { rows } = await this.#read(projectId).query<{ id: string; shape: Shape }>(
      `SELECT id, shape FROM sizewise.spatial_data
       WHERE project_id = $1 AND id = ANY($2::uuid[]) AND jsonb_typeof(shape) = 'object'`,
      [projectId, ids],
    );
    return new Map(rows.map(({ id, shape }) => [id, shape]));
  }

  async calculations(projectId: string, filter: CalculationFilter): Promise<Page<Calculation>> {
    return calculationsInPostgres(this.#read(projectId), projectId, filter);
  }

  async getProjectAnalytics(projectId: string): ReturnType<SpatialStore['getProjectAnalytics']> {
    const { rows } = await this.#read(projectId).query<
      BoundsRow & { layer_type: string | null; documents: string }
    >(
      `SELECT layer_type, count(*) AS documents, min(min_x) AS min_x, min(min_y) AS min_y, min(min_z) AS min_z,
         max(max_x) AS max_x, max(max_y) AS max_y, max(max_z) AS max_z
       FROM sizewise.published_spatial WHERE project_id = $1 GROUP BY GROUPING SETS ((layer_type), ())`,
      [projectId],
    );
    const all = rows.find((row) => row.layer_type === null);
    const layers = rows.flatMap((row) =>
      row.layer_type === null ? [] : [[row.layer_type, Number(row.documents)]],
    );
    return {
      documentCount: Number(all?.documents ?? 0),
      byLayerType: Object.fromEntries(layers) as Record<string, number>,
      bounds: all ? boundsOfRow(all) : null,
    };
  }

  async within<T>(
    projectId: string,
    documents: readonly NewDocument[],
    transaction: (write: (lease: Lease, importId: string) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    return transaction((lease, importId) => insertSpatialRows(lease, { projectId, importId }, documents));
  }

  async relabel(session: Queryable, owner: RowOwner, segmentId: string, layerType: string): Promise<void> {
    await session.query(
      'UPDATE sizewise.spatial_data SET layer_type = $3 WHERE project_id = $1 AND id = $2',
      [owner.projectId, segmentId, layerType],
    );
  }

  async replace(lease: Lease, owner: RowOwner, documents: readonly NewDocument[]): Promise<void> {
    await this.remove(
      lease,
      owner,
      documents.map(({ id }) => id),
    );
    await insertSpatialRows(lease, owner, documents);
  }

  async remove(lease: Lease, { projectId }: RowOwner, ids: readonly string[]): Promise<void> {
    await lease.query('DELETE FROM sizewise.spatial_data WHERE project_id = $1 AND id = ANY ($2)', [
      projectId,
      ids,
    ]);
  }

  /** Its rows go in the transaction that removes the import. */
  async forget(): Promise<void> {}

  /** Runs each statement on a replica that is fresh enough for the project, else on the primary. */
  #read(projectId: string): Queryable {
    return {
      query: (sql, values, name) =>
        this.#optimizer.read([projectTag(projectId)], (session) => session.query(sql, values, name)),
    };
  }
}
