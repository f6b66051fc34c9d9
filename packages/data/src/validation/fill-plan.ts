import { randomUUID } from 'node:crypto';

import { type DatabasePerformanceOptimizer } from '@sizewise/optimizer';
import {
  type Bounds,
  CALCULATION_COLLECTION,
  mongoSpatialDocument,
  type PlanBox,
  SPATIAL_COLLECTION,
} from '@sizewise/shared';
import { type Db } from 'mongodb';

import { type SpatialStore } from '../contracts.ts';

/** Side of the square site for a million segments, metres: one to a square metre, whatever their number. */
const SITE_OF_A_MILLION = 1000;
const MILLION = 1_000_000;
/** Side of the boxes that are asked for, metres. */
const BOX = 5;
const PROJECTS_OF_A_USER = 50;
const DOCUMENTS_PER_BATCH = 1000;
/** Flow of the segment with the highest number, cfm. */
const HIGHEST_CFM = 5000;
/** Of the segments each answer of a range of flows holds so many in a thousand. */
const RANGE_PER_THOUSAND = 1;

/** A project of generated segments, and what questions to it have answers. */
export interface Plan {
  readonly projectId: string;
  readonly userId: string;
  readonly rows: number;
  /** A box of five metres. @param index any whole number */
  box(index: number): PlanBox;
  /** A range that holds a thousandth of the calculations. */
  cfm(index: number): { readonly minCfm: number; readonly maxCfm: number };
  /** A word in the names of a few segments. */
  word(index: number): string;
}

/** Numbers that look random and are the same in every run (golden ratio sequence), 0 to 1. */
const spread = (index: number): number => (index * 0.618_033_988_75) % 1;

/** So many segments, and as many documents, calculations and projects beside them, made by the database itself. */
export async function fillPlan(
  optimizer: DatabasePerformanceOptimizer,
  kind: SpatialStore['kind'],
  rows: number,
): Promise<Plan> {
  const [projectId, importId] = [randomUUID(), randomUUID()];
  const site = SITE_OF_A_MILLION * Math.sqrt(rows / MILLION);
  const { postgres, mongo } = optimizer;
  await postgres.withLease(async (lease) => {
    await lease.query('SELECT setseed(0.5)');
    const users = Math.ceil(rows / PROJECTS_OF_A_USER);
    await lease.query(
      `INSERT INTO sizewise.users (id) SELECT 'user ' || i FROM generate_series(0, $1::int - 1) i`,
      [users],
    );
    await lease.query(
      `INSERT INTO sizewise.projects (id, user_id, name, created_at)
       SELECT CASE WHEN i = 0 THEN $1::uuid ELSE gen_random_uuid() END, 'user ' || i % $2::int, 'Tower ' || i,
         now() - i * interval '1 second'
       FROM generate_series(0, $3::int - 1) i`,
      [projectId, users, rows],
    );
    await lease.query(
      `INSERT INTO sizewise.imports (project_id, id, file_name, status, format, segments_written, spatial_written,
         published_at) VALUES ($1, $2, 'plan', 'completed', 'ndjson', $3, $3, now())`,
      [projectId, importId, rows],
    );
    await lease.query(SEGMENTS, [projectId, importId, rows, site]);
    if (kind === 'postgres') {
      await lease.query(DOCUMENTS, [importId]);
      await lease.query(CALCULATIONS, [importId, HIGHEST_CFM / rows]);
    }
    await lease.query('VACUUM (ANALYZE) sizewise.projects, sizewise.imports, sizewise.project_segments');
    await lease.query('VACUUM (ANALYZE) sizewise.spatial_data, sizewise.calculations');
  });
  if (kind === 'mongo' && mongo) await fillMongo(mongo.db, { projectId, importId, rows, site });
  return {
    projectId,
    userId: 'user 7',
    rows,
    box(index) {
      const [minX, minY] = [spread(index) * (site - BOX), spread(index * 7 + 3) * (site - BOX)];
      return { minX, maxX: minX + BOX, minY, maxY: minY + BOX };
    },
    cfm(index) {
      const width = (HIGHEST_CFM * RANGE_PER_THOUSAND) / 1000;
      const minCfm = spread(index) * (HIGHEST_CFM - width);
      return { minCfm, maxCfm: minCfm + width };
    },
    word: (index) => String(Math.ceil(spread(index) * rows)).padStart(5, '1'),
  };
}

const SEGMENTS = `
  INSERT INTO sizewise.project_segments (id, project_id, import_id, min_x, min_y, min_z, max_x, max_y, max_z,
    segment_type, discipline, external_id, name, system, level, properties)
  SELECT ('0198c0de012380008' || lpad(to_hex(i), 7, '0') || substr(md5(i::text), 1, 8))::uuid, $1, $2,
    x, y, 0, x + CASE WHEN along THEN long ELSE wide END, y + CASE WHEN along THEN wide ELSE long END, 1,
    (ARRAY['duct_segment', 'duct_fitting', 'pipe_segment', 'pipe_fitting', 'air_terminal'])[1 + i % 5],
    (ARRAY['mechanical', 'plumbing'])[1 + i % 2], md5(i::text), 'Rectangular Duct ' || i,
    'Supply ' || i % 96, 'Level ' || 1 + i % 12, jsonb_build_object('Tag', i)
  FROM (SELECT i, random() * $4::float8 AS x, random() * $4::float8 AS y, random() < 0.5 AS along,
          CASE WHEN i % 100 = 0 THEN random() * 40 ELSE 0.3 + random() * 4 END AS long, 0.1 + random() * 0.8 AS wide
        FROM generate_series(1, $3::int) AS i) AS site`;

const DOCUMENTS = `
  INSERT INTO sizewise.spatial_data (id, project_id, import_id, segment_id, x, y, min_x, min_y, min_z, max_x, max_y,
    max_z, bounds, layer_type)
  SELECT id, project_id, import_id, id, (min_x + max_x) / 2, (min_y + max_y) / 2, min_x, min_y, min_z, max_x, max_y,
    max_z, box(point(max_x, max_y), point(min_x, min_y)), segment_type
  FROM sizewise.project_segments WHERE import_id = $1`;

const CALCULATIONS = `
  INSERT INTO sizewise.calculations (id, project_id, import_id, segment_id, calculation_type, source, input, result_data)
  SELECT id, project_id, import_id, id, 'duct_pressure_drop', 'file', '{}', jsonb_build_object('cfm', cfm,
    'velocity', cfm / 200, 'pressure_drop', cfm / 1000)
  FROM (SELECT *, (properties ->> 'Tag')::int * $2::float8 AS cfm FROM sizewise.project_segments
        WHERE import_id = $1) AS flowing`;

interface MongoPlan {
  readonly projectId: string;
  readonly importId: string;
  readonly rows: number;
  readonly site: number;
}

function boundsOf(index: number, site: number): Bounds {
  const [minX, minY] = [spread(index) * site, spread(index * 3 + 1) * site];
  const long = index % 100 === 0 ? spread(index * 11) * 40 : 0.3 + spread(index * 5) * 4;
  const [length, width] = index % 2 === 0 ? [long, 0.4] : [0.4, long];
  return { minX, minY, minZ: 0, maxX: minX + length, maxY: minY + width, maxZ: 1 };
}

async function fillMongo(db: Db, { projectId, importId, rows, site }: MongoPlan): Promise<void> {
  for (let from = 0; from < rows; from += DOCUMENTS_PER_BATCH) {
    const indexes = Array.from({ length: Math.min(DOCUMENTS_PER_BATCH, rows - from) }, (_, i) => from + i);
    const owner = { project_id: projectId, import_id: importId };
    await db.collection<{ _id: string }>(SPATIAL_COLLECTION).insertMany(
      indexes.map((index) => {
        const id = randomUUID();
        const bounds = boundsOf(index, site);
        return mongoSpatialDocument({
          id,
          projectId,
          importId,
          segmentId: id,
          layerType: 'duct_segment',
          bounds,
          shape: null,
        });
      }),
    );
    await db.collection<{ _id: string }>(CALCULATION_COLLECTION).insertMany(
      indexes.map((index) => {
        const cfm = (index * HIGHEST_CFM) / rows;
        const result = { cfm, velocity: cfm / 200, pressure_drop: cfm / 1000 };
        const _id = randomUUID();
        const type = 'duct_pressure_drop';
        return {
          _id,
          ...owner,
          segment_id: _id,
          calculation_type: type,
          source: 'file',
          input: {},
          result_data: result,
        };
      }),
    );
  }
}
