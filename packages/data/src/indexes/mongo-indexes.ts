import { CALCULATION_COLLECTION, type IndexReport, SPATIAL_COLLECTION } from '@sizewise/shared';
import { type CreateIndexesOptions, type Db, type IndexSpecification, MongoServerError } from 'mongodb';

/** An index of a collection. */
export interface MongoIndex {
  readonly collection: string;
  readonly key: IndexSpecification;
  readonly options: CreateIndexesOptions & { readonly name: string };
  readonly serves: string;
}

/** Name of the index that serves box queries. */
export const CELLS_INDEX = 'idx_spatial_project_cells';
/** NamespaceNotFound: a collection that nobody wrote to yet. */
const NO_COLLECTION = 26;
/** IndexOptionsConflict, IndexKeySpecsConflict: an index of that name was made for something else. */
const CONFLICTS: readonly unknown[] = [85, 86];

/** The indexes that queries count on, by name. */
export const MONGO_INDEXES: readonly MongoIndex[] = [
  {
    collection: SPATIAL_COLLECTION,
    key: { project_id: 1, layer_type: 1 },
    options: { name: 'idx_spatial_project_layer' },
    serves: 'documents of one layer type',
  },
  {
    collection: SPATIAL_COLLECTION,
    key: { project_id: 1, cells: 1 },
    options: { name: CELLS_INDEX },
    serves: 'documents in a box',
  },
  {
    collection: SPATIAL_COLLECTION,
    key: { import_id: 1 },
    options: { name: 'idx_spatial_import' },
    serves: 'removal of an import',
  },
  {
    collection: SPATIAL_COLLECTION,
    key: { geometry: '2d' },
    // The default range of ±180 refuses real coordinates; 32 bits resolve ±1e8 m to 5 cm.
    options: { name: 'idx_spatial_geometry', min: -1e8, max: 1e8, bits: 32 },
    serves: 'documents near a point',
  },
  {
    collection: CALCULATION_COLLECTION,
    key: { project_id: 1, calculation_type: 1 },
    options: { name: 'idx_calculations_project_type' },
    serves: 'calculations of one type',
  },
  {
    collection: CALCULATION_COLLECTION,
    key: { import_id: 1 },
    options: { name: 'idx_calculations_import' },
    serves: 'removal of an import',
  },
  {
    collection: CALCULATION_COLLECTION,
    key: { 'result_data.cfm': 1 },
    options: { name: 'idx_calculations_cfm' },
    serves: 'calculations in a range of flows',
  },
  {
    collection: CALCULATION_COLLECTION,
    key: { 'result_data.pressure_drop': 1 },
    options: { name: 'idx_calculations_pressure_drop' },
    serves: 'calculations in a range of pressure drops',
  },
];

const COLLECTIONS = [...new Set(MONGO_INDEXES.map(({ collection }) => collection))];

/** Which of the indexes exist, with their size and use where the server says. */
export async function mongoIndexes(db: Db): Promise<IndexReport[]> {
  const reports: IndexReport[] = [];
  for (const collection of COLLECTIONS) {
    const names = new Set(await namesIn(db, collection));
    const [sizes, uses] = [await sizesIn(db, collection), await usesIn(db, collection)];
    for (const { collection: table, options, serves } of MONGO_INDEXES) {
      if (table !== collection) continue;
      const { name } = options;
      const state = names.has(name) ? 'ok' : 'missing';
      reports.push({
        store: 'mongo',
        name,
        table,
        state,
        serves,
        bytes: sizes.get(name) ?? null,
        uses: uses.get(name) ?? null,
      });
    }
  }
  return reports;
}

/**
 * Makes collections and indexes; one that is there already is left as it is. MongoDB builds beside readers and writers.
 * @returns `collection.name` of the indexes that were built
 */
export async function repairMongoIndexes(db: Db, signal?: AbortSignal): Promise<string[]> {
  const built: string[] = [];
  for (const collection of COLLECTIONS) {
    const names = new Set(await namesIn(db, collection));
    for (const index of MONGO_INDEXES.filter((one) => one.collection === collection)) {
      signal?.throwIfAborted();
      await create(db, index);
      if (!names.has(index.options.name)) built.push(`${collection}.${index.options.name}`);
    }
  }
  return built;
}

async function create(db: Db, { collection, key, options }: MongoIndex): Promise<void> {
  try {
    await db.collection(collection).createIndex(key, { ...options });
  } catch (error) {
    if (!(error instanceof MongoServerError) || !CONFLICTS.includes(error.code)) throw error;
    await db.collection(collection).dropIndex(options.name);
    await db.collection(collection).createIndex(key, { ...options });
  }
}

async function namesIn(db: Db, collection: string): Promise<string[]> {
  try {
    const indexes = await db.collection(collection).indexes();
    return indexes.flatMap(({ name }) => name ?? []);
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NO_COLLECTION) return [];
    throw error;
  }
}

/** Empty where the server does not know the stage, or the user has no right to it. */
async function sizesIn(db: Db, collection: string): Promise<ReadonlyMap<string, number>> {
  try {
    const [stats] = await db
      .collection(collection)
      .aggregate<{ storageStats?: { indexSizes?: Record<string, number> } }>([
        { $collStats: { storageStats: {} } },
      ])
      .toArray();
    return new Map(Object.entries(stats?.storageStats?.indexSizes ?? {}));
  } catch {
    return new Map();
  }
}

async function usesIn(db: Db, collection: string): Promise<ReadonlyMap<string, number>> {
  try {
    const stats = await db
      .collection(collection)
      .aggregate<{ name: string; accesses: { ops: number } }>([{ $indexStats: {} }])
      .toArray();
    return new Map(stats.map(({ name, accesses }) => [name, accesses.ops]));
  } catch {
    return new Map();
  }
}
