import { type MongoCalculation, type MongoSpatialDocument } from '@sizewise/shared';

import { type Database, type Queryable } from '../ports.ts';
import {
  type AddedDocuments,
  type DocumentRange,
  type DocumentStore,
  type StoredDocument,
} from './document-store.ts';
import { insertCalculations } from './insert-calculations.ts';
import { type RowOwner } from './row-owner.ts';

const IN_RANGE = 'project_id = $1 AND import_id = $2 AND id > $3 AND id <= $4';
const INSERT_SPATIAL = `
  INSERT INTO sizewise.spatial_data (id, segment_id, project_id, import_id, x, y, min_x, min_y, min_z, max_x, max_y,
    max_z, bounds, layer_type, shape)
  SELECT id, id, project_id, import_id, (min_x + max_x) / 2, (min_y + max_y) / 2, min_x, min_y, min_z, max_x, max_y,
    max_z, box(point(max_x, max_y), point(min_x, min_y)), layer_type, shape
  FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, project_id uuid, import_id uuid, layer_type text, shape jsonb,
    min_x float8, min_y float8, min_z float8, max_x float8, max_y float8, max_z float8)
  ON CONFLICT DO NOTHING`;

/** In spatial_data and calculations, where a chunk's documents commit with its segments. */
export class PostgresDocumentStore implements DocumentStore {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  async *spatial(range: DocumentRange, signal: AbortSignal): AsyncGenerator<StoredDocument> {
    signal.throwIfAborted();
    const { rows } = await this.#db.query<StoredDocument>(
      `SELECT id, layer_type AS "layerType" FROM sizewise.spatial_data WHERE ${IN_RANGE}`,
      valuesOf(range),
    );
    yield* rows;
  }

  async *calculations(range: DocumentRange, signal: AbortSignal): AsyncGenerator<string> {
    signal.throwIfAborted();
    const { rows } = await this.#db.query<{ id: string }>(
      `SELECT id FROM sizewise.calculations WHERE ${IN_RANGE}`,
      valuesOf(range),
    );
    for (const { id } of rows) yield id;
  }

  async remove(session: Queryable, { projectId, importId }: RowOwner, ids: readonly string[]): Promise<void> {
    for (const table of ['spatial_data', 'calculations']) {
      await session.query(
        `DELETE FROM sizewise.${table} WHERE project_id = $1 AND import_id = $2 AND id = ANY ($3::uuid[])`,
        [projectId, importId, ids],
      );
    }
  }

  async add(
    session: Queryable,
    documents: readonly MongoSpatialDocument[],
    calculations: readonly MongoCalculation[],
  ): Promise<AddedDocuments> {
    const rows = documents.map(({ _id: id, bounds, shape = null, ...fields }) => ({
      id,
      project_id: fields.project_id,
      import_id: fields.import_id,
      layer_type: fields.layer_type,
      shape,
      ...bounds,
    }));
    const added = rows.length > 0 ? await session.query(INSERT_SPATIAL, [JSON.stringify(rows)]) : null;
    const fresh = await this.#withoutStored(session, calculations);
    await insertCalculations(session, fresh);
    return { documents: added?.rowCount ?? 0, calculations: fresh.length };
  }

  async relabel(
    session: Queryable,
    { projectId }: RowOwner,
    documents: readonly StoredDocument[],
  ): Promise<void> {
    await session.query(
      `UPDATE sizewise.spatial_data d SET layer_type = t.layer_type
       FROM unnest($2::uuid[], $3::text[]) AS t (id, layer_type) WHERE d.project_id = $1 AND d.id = t.id`,
      [projectId, documents.map(({ id }) => id), documents.map(({ layerType }) => layerType)],
    );
  }

  async #withoutStored(
    session: Queryable,
    calculations: readonly MongoCalculation[],
  ): Promise<MongoCalculation[]> {
    const { rows } = await session.query<{ id: string }>(
      'SELECT id FROM sizewise.calculations WHERE project_id = ANY ($1::uuid[]) AND id = ANY ($2::uuid[])',
      [[...new Set(calculations.map((one) => one.project_id))], calculations.map(({ _id }) => _id)],
    );
    const stored = new Set(rows.map(({ id }) => id));
    return calculations.filter(({ _id }) => !stored.has(_id));
  }
}

function valuesOf({ projectId, importId, after, upTo }: DocumentRange): unknown[] {
  return [projectId, importId, after, upTo];
}
