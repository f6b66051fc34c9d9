/** An index of a table in schema `sizewise`. */
export interface PostgresIndex {
  readonly name: string;
  readonly table: string;
  /** What follows the table in CREATE INDEX. */
  readonly definition: string;
  readonly serves: string;
}

/**
 * The indexes that queries count on, by name. The migrations make most of them with their tables; what came later is
 * made here, beside writers.
 */
export const POSTGRES_INDEXES: readonly PostgresIndex[] = [
  {
    name: 'idx_projects_user_created',
    table: 'projects',
    definition: '(user_id, created_at DESC, id DESC)',
    serves: 'projects of a user, newest first',
  },
  {
    name: 'idx_projects_search',
    table: 'projects',
    definition: 'USING gin (search)',
    serves: 'words in names of projects',
  },
  {
    name: 'idx_segments_project_type',
    table: 'project_segments',
    definition: '(project_id, segment_type)',
    serves: 'segments of one type',
  },
  {
    name: 'idx_segments_search',
    table: 'project_segments',
    definition: `USING gin (to_tsvector('simple', coalesce(name, '')))`,
    serves: 'words in names of segments',
  },
  {
    name: 'idx_segments_import',
    table: 'project_segments',
    definition: '(import_id)',
    serves: 'removal of an import',
  },
  {
    name: 'idx_spatial_bounds',
    table: 'spatial_data',
    definition: 'USING gist (bounds)',
    serves: 'documents in a box',
  },
  {
    name: 'idx_spatial_import',
    table: 'spatial_data',
    definition: '(import_id)',
    serves: 'removal of an import',
  },
  {
    name: 'idx_calculations_project_time',
    table: 'calculations',
    definition: '(project_id, created_at DESC)',
    serves: 'newest calculations of a project',
  },
  {
    name: 'idx_calculations_import',
    table: 'calculations',
    definition: '(import_id)',
    serves: 'removal of an import',
  },
  {
    name: 'idx_calculations_cfm',
    table: 'calculations',
    definition: `(project_id, ((result_data ->> 'cfm')::double precision))`,
    serves: 'calculations in a range of flows',
  },
  {
    name: 'idx_calculations_pressure_drop',
    table: 'calculations',
    definition: `(project_id, ((result_data ->> 'pressure_drop')::double precision))`,
    serves: 'calculations in a range of pressure drops',
  },
];
