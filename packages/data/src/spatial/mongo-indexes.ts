import { CALCULATION_COLLECTION, SPATIAL_COLLECTION } from '@sizewise/shared';
import { type CreateIndexesOptions, type Db, type IndexSpecification } from 'mongodb';

interface Index {
  readonly key: IndexSpecification;
  readonly options: CreateIndexesOptions & { readonly name: string };
}

/** Name of the index that serves box queries. */
export const CELLS_INDEX = 'idx_spatial_project_cells';

const SPATIAL: readonly Index[] = [
  { key: { project_id: 1, layer_type: 1 }, options: { name: 'idx_spatial_project_layer' } },
  { key: { project_id: 1, cells: 1 }, options: { name: CELLS_INDEX } },
  { key: { import_id: 1 }, options: { name: 'idx_spatial_import' } },
  // The default range of ±180 refuses real coordinates; 32 bits resolve ±1e8 m to 5 cm.
  { key: { geometry: '2d' }, options: { name: 'idx_spatial_geometry', min: -1e8, max: 1e8, bits: 32 } },
];

const CALCULATIONS: readonly Index[] = [
  { key: { project_id: 1, calculation_type: 1 }, options: { name: 'idx_calculations_project_type' } },
  { key: { import_id: 1 }, options: { name: 'idx_calculations_import' } },
  { key: { 'result_data.cfm': 1 }, options: { name: 'idx_calculations_cfm' } },
  { key: { 'result_data.pressure_drop': 1 }, options: { name: 'idx_calculations_pressure_drop' } },
];

/** Creates collections and indexes; one that is there already is left as it is. */
export async function createMongoIndexes(db: Db): Promise<void> {
  for (const [collection, indexes] of [
    [SPATIAL_COLLECTION, SPATIAL],
    [CALCULATION_COLLECTION, CALCULATIONS],
  ] as const) {
    for (const { key, options } of indexes) await db.collection(collection).createIndex(key, { ...options });
  }
}
