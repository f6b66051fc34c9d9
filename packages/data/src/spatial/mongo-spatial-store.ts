import { type RowOwner } from '@sizewise/bulk-pipeline';
import {
  type DatabasePerformanceOptimizer,
  type Lease,
  type MongoPool,
  type Queryable,
} from '@sizewise/optimizer';
import {
  type Calculation,
  CALCULATION_COLLECTION,
  cellsOfBox,
  mongoSpatialDocument,
  type MongoSpatialDocument,
  type PlanBox,
  type Shape,
  SPATIAL_COLLECTION,
  type SpatialDocument,
  type SpatialInput,
  type SpatialPage,
} from '@sizewise/shared';
import { type Collection, type Filter, type ReadPreferenceMode } from 'mongodb';

import { countPosted } from '../api-import.ts';
import { type CalculationFilter, type Page, type SpatialStore } from '../contracts.ts';
import { decodeCursor, toPage, UUID_PATTERN } from '../cursor.ts';
import { repairMongoIndexes } from '../indexes/mongo-indexes.ts';
import { tagsOfProject } from '../project-tags.ts';
import { type CalculationRow, rangesOf, toCalculation } from './calculations.ts';
import { DEFAULT_DOCUMENTS, MOST_DOCUMENTS, toNewDocuments } from './spatial-document.ts';
import { type NewDocument, type SpatialWriter } from './spatial-writer.ts';
import { recordOperationTime } from './operation-time.ts';
import { readVisible } from './visible-imports.ts';

const DOCUMENTS_PER_BATCH = 1000;

type CalculationDocument = Omit<CalculationRow, 'id'> & {
  _id: string;
  project_id: string;
  import_id: string;
};

function toDocument(stored: MongoSpatialDocument): SpatialDocument {
  const { bounds: b } = stored;
  return {
    id: stored._id,
    segmentId: stored.segment_id,
    importId: stored.import_id,
    layerType: stored.layer_type,
    geometry: stored.geometry ?? null,
    bounds: b
      ? { minX: b.min_x, minY: b.min_y, minZ: b.min_z, maxX: b.max_x, maxY: b.max_y, maxZ: b.max_z }
      : null,
    shape: stored.shape ?? null,
  };
}

function toStored(document: NewDocument, owner: RowOwner): MongoSpatialDocument {
  const stored = mongoSpatialDocument({ ...document, ...owner });
  if (document.geometry) stored.geometry = document.geometry;
  return stored;
}

/** The filter of a box: cells find candidates through their index, the four bounds decide. */
export function boxFilter(projectId: string, box: PlanBox): Filter<MongoSpatialDocument> {
  const cells = cellsOfBox(box);
  return {
    project_id: projectId,
    ...(cells === null ? {} : { cells: { $in: cells } }),
    'bounds.min_x': { $lte: box.maxX },
    'bounds.max_x': { $gte: box.minX },
    'bounds.min_y': { $lte: box.maxY },
    'bounds.max_y': { $gte: box.minY },
  };
}

/** Spatial documents in MongoDB; which of them are visible, PostgreSQL says. */
export class MongoSpatialStore implements SpatialStore, SpatialWriter {
  readonly kind = 'mongo';
  readonly #optimizer: DatabasePerformanceOptimizer;
  readonly #mongo: MongoPool;

  constructor(optimizer: DatabasePerformanceOptimizer, mongo: MongoPool) {
    this.#optimizer = optimizer;
    this.#mongo = mongo;
  }

  async prepare(): Promise<void> {
    await repairMongoIndexes(this.#mongo.db);
  }

  /** @throws ProjectNotFoundError */
  async bulkSaveSpatialData(projectId: string, inputs: readonly SpatialInput[]): Promise<string[]> {
    const documents = toNewDocuments(inputs);
    if (documents.length === 0) return [];
    await this.within(projectId, documents, (write) =>
      this.#optimizer.write(tagsOfProject(projectId), async (session) => {
        const counts = { segments: 0, spatial: documents.length, bySegmentType: {} };
        await write(session, await countPosted(session, projectId, counts));
      }),
    );
    return documents.map(({ id }) => id);
  }

  async findSpatialDataInBounds(
    projectId: string,
    box: PlanBox,
    options: Parameters<SpatialStore['findSpatialDataInBounds']>[2] = {},
  ): Promise<SpatialPage> {
    const limit = Math.min(options.limit ?? DEFAULT_DOCUMENTS, MOST_DOCUMENTS);
    const filter = boxFilter(projectId, box);
    if (options.layerType !== undefined) filter.layer_type = options.layerType;
    return this.#readVisible(projectId, async (visible, causal) => {
      options.signal?.throwIfAborted();
      const found = await this.#spatial
        .find(
          { ...filter, import_id: { $in: [...visible] } },
          { ...causal, ...(options.signal ? { signal: options.signal } : {}) },
        )
        .limit(limit + 1)
        .batchSize(limit + 1)
        .toArray();
      return { items: found.slice(0, limit).map(toDocument), truncated: found.length > limit };
    });
  }

  async count(projectId: string): Promise<number> {
    return this.#readVisible(projectId, (visible, causal) =>
      this.#spatial.countDocuments({ project_id: projectId, import_id: { $in: [...visible] } }, causal),
    );
  }

  async shapesOf(projectId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Shape>> {
    // Which import they belong to, and so how fresh they must be, is not known.
    const readPreference: ReadPreferenceMode = 'primary';
    const found = await this.#spatial
      .find({ _id: { $in: [...ids] }, project_id: projectId }, { projection: { shape: 1 }, readPreference })
      .batchSize(ids.length + 1)
      .toArray();
    return new Map(found.flatMap(({ _id, shape }) => (shape ? [[_id, shape]] : [])));
  }

  async calculations(projectId: string, filter: CalculationFilter): Promise<Page<Calculation>> {
    const match: Record<string, unknown> = { project_id: projectId };
    if (filter.segmentId !== undefined) match['segment_id'] = filter.segmentId;
    if (filter.type !== undefined) match['calculation_type'] = filter.type;
    const ranges = rangesOf(filter).map(({ field, atLeast, value }) => ({
      [`result_data.${field}`]: { [atLeast ? '$gte' : '$lte']: value },
    }));
    if (filter.cursor !== undefined) match['_id'] = { $gt: decodeCursor(filter.cursor, [UUID_PATTERN])[0] };
    return this.#readVisible(projectId, async (visible, causal) => {
      const found = await this.#mongo.db
        .collection<CalculationDocument>(CALCULATION_COLLECTION)
        .find(
          { ...match, import_id: { $in: [...visible] }, ...(ranges.length > 0 ? { $and: ranges } : {}) },
          causal,
        )
        .sort({ _id: 1 })
        .limit(filter.limit + 1)
        .toArray();
      return toPage(
        found,
        filter.limit,
        ({ _id, ...row }) => toCalculation({ ...row, id: _id }),
        ({ _id }) => [_id],
      );
    });
  }

  async getProjectAnalytics(projectId: string): ReturnType<SpatialStore['getProjectAnalytics']> {
    const ends = ['min_x', 'min_y', 'min_z', 'max_x', 'max_y', 'max_z'] as const;
    const extremes = ends.map((end) => [end, { [`$${end.slice(0, 3)}`]: `$bounds.${end}` }]);
    type Group = Record<(typeof ends)[number], number | null> & { _id: string; documents: number };
    const groups = await this.#readVisible(projectId, (visible, causal) =>
      this.#spatial
        .aggregate<Group>(
          [
            { $match: { project_id: projectId, import_id: { $in: [...visible] } } },
            { $group: { _id: '$layer_type', documents: { $sum: 1 }, ...Object.fromEntries(extremes) } },
          ],
          causal,
        )
        .toArray(),
    );
    const least = (end: (typeof ends)[number]): number =>
      Math.min(...groups.map((group) => group[end] ?? Infinity));
    const most = (end: (typeof ends)[number]): number =>
      Math.max(...groups.map((group) => group[end] ?? -Infinity));
    const bounds = {
      minX: least('min_x'),
      minY: least('min_y'),
      minZ: least('min_z'),
      maxX: most('max_x'),
      maxY: most('max_y'),
      maxZ: most('max_z'),
    };
    return {
      documentCount: groups.reduce((sum, { documents }) => sum + documents, 0),
      byLayerType: Object.fromEntries(groups.map(({ _id, documents }) => [_id, documents])),
      bounds: Number.isFinite(bounds.minX) ? bounds : null,
    };
  }

  async within<T>(
    projectId: string,
    documents: readonly NewDocument[],
    transaction: (write: (lease: Lease, importId: string) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    try {
      return await transaction(async (lease, importId) => {
        await this.#insert(projectId, importId, documents);
        await recordOperationTime(lease, this.#mongo, importId);
      });
    } catch (error) {
      await this.#spatial.deleteMany({ _id: { $in: documents.map(({ id }) => id) } });
      throw error;
    }
  }

  async relabel(session: Queryable, owner: RowOwner, segmentId: string, layerType: string): Promise<void> {
    await this.#spatial.updateOne(
      { _id: segmentId, project_id: owner.projectId },
      { $set: { layer_type: layerType } },
    );
    await recordOperationTime(session, this.#mongo, owner.importId);
  }

  async replace(lease: Lease, owner: RowOwner, documents: readonly NewDocument[]): Promise<void> {
    await this.#spatial.bulkWrite(
      documents.map((document) => {
        const { _id, ...replacement } = toStored(document, owner);
        return { replaceOne: { filter: { _id }, replacement, upsert: true } };
      }),
      { ordered: false },
    );
    await recordOperationTime(lease, this.#mongo, owner.importId);
  }

  async remove(lease: Lease, owner: RowOwner, ids: readonly string[]): Promise<void> {
    await this.#spatial.deleteMany({ _id: { $in: [...ids] }, project_id: owner.projectId });
    await recordOperationTime(lease, this.#mongo, owner.importId);
  }

  async forget(importIds: readonly string[]): Promise<void> {
    for (const name of [SPATIAL_COLLECTION, CALCULATION_COLLECTION]) {
      await this.#mongo.db.collection(name).deleteMany({ import_id: { $in: [...importIds] } });
    }
  }

  get #spatial(): Collection<MongoSpatialDocument> {
    return this.#mongo.db.collection<MongoSpatialDocument>(SPATIAL_COLLECTION);
  }

  #readVisible<T>(projectId: string, read: Parameters<typeof readVisible<T>>[3]): Promise<T> {
    return readVisible(this.#optimizer.postgres, this.#mongo, projectId, read);
  }

  async #insert(projectId: string, importId: string, documents: readonly NewDocument[]): Promise<void> {
    for (let from = 0; from < documents.length; from += DOCUMENTS_PER_BATCH) {
      const batch = documents
        .slice(from, from + DOCUMENTS_PER_BATCH)
        .map((document) => ({ insertOne: { document: toStored(document, { projectId, importId }) } }));
      await this.#spatial.bulkWrite(batch, { ordered: false });
    }
  }
}
