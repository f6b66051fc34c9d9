import { createHash } from 'node:crypto';

import {
  CALCULATION_COLLECTION,
  type MongoCalculation,
  type MongoSpatialDocument,
  SPATIAL_COLLECTION,
} from '@sizewise/shared';

import { type Installation } from './installation.ts';

/** What both stores hold of one import: counts, and checksums of contents that no id is part of. */
export interface StoredRows {
  readonly segments: number;
  /** Sums are null where they are not compared. */
  readonly segmentSum: string | null;
  readonly documents: number;
  readonly documentSum: string | null;
  readonly calculations: number;
  readonly calculationSum: string | null;
  readonly rejects: number;
}

/** What is wrong with one import, in words; empty where all is well. */
export interface Differences {
  readonly losses: string[];
  readonly duplicates: string[];
}

interface SegmentRow {
  readonly id: string;
  readonly segment_type: string;
  readonly min_x: number | null;
  readonly max_y: number | null;
}

const OWN = `'{id,project_id,import_id,created_at,version}'::text[]`;
const sumOf = (row: string): string => `coalesce(sum(hashtextextended(${row}, 0)), 0)::text`;

/** Order does not matter, and no id is part of it. */
function checksum(documents: readonly object[], leftOut: ReadonlySet<string>): string {
  let sum = 0n;
  for (const document of documents) {
    const kept = Object.entries(document).filter(([name]) => !leftOut.has(name));
    const digest = createHash('md5')
      .update(canonical(Object.fromEntries(kept)))
      .digest();
    sum += digest.readBigUInt64LE();
  }
  return String(sum);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

const IDS = new Set(['_id', 'id', 'project_id', 'import_id', 'segment_id', 'created_at', 'bounds_box']);

interface Documents {
  readonly spatial: readonly MongoSpatialDocument[];
  readonly calculations: readonly MongoCalculation[];
}

async function documentsOf(installation: Installation, importId: string): Promise<Documents> {
  if (installation.spatial === 'mongo') {
    const db = installation.mongo.db(installation.mongoDatabase);
    const of = <T extends object>(name: string): Promise<T[]> =>
      db.collection(name).find({ import_id: importId }).batchSize(20_000).toArray() as unknown as Promise<
        T[]
      >;
    return { spatial: await of(SPATIAL_COLLECTION), calculations: await of(CALCULATION_COLLECTION) };
  }
  const of = async <T extends object>(table: string): Promise<T[]> =>
    (
      await installation.pool.query<T>(`SELECT *, id AS _id FROM sizewise.${table} WHERE import_id = $1`, [
        importId,
      ])
    ).rows;
  return { spatial: await of('spatial_data'), calculations: await of('calculations') };
}

/** Reads what is stored of an import, past every view. */
export async function readStored(
  installation: Installation,
  importId: string,
): Promise<{ stored: StoredRows; differences: Differences }> {
  const { pool } = installation;
  const { rows: sums } = await pool.query<{ segments: number; sum: string; rejects: number }>(
    `SELECT count(*)::int AS segments, ${sumOf(`(to_jsonb(s) - ${OWN})::text`)} AS sum,
       (SELECT count(*)::int FROM sizewise.import_rejects WHERE import_id = $1 AND resolved_at IS NULL) AS rejects
     FROM sizewise.project_segments s WHERE import_id = $1`,
    [importId],
  );
  const { rows: segments } = await pool.query<SegmentRow>(
    'SELECT id, segment_type, min_x, max_y FROM sizewise.project_segments WHERE import_id = $1',
    [importId],
  );
  const found = await documentsOf(installation, importId);
  return {
    stored: {
      segments: sums[0]?.segments ?? 0,
      segmentSum: sums[0]?.sum ?? '',
      documents: found.spatial.length,
      documentSum: checksum(found.spatial, IDS),
      calculations: found.calculations.length,
      calculationSum: checksum(found.calculations, IDS),
      rejects: sums[0]?.rejects ?? 0,
    },
    differences: differencesOf(segments, found),
  };
}

/** Every segment has one document, which says the same of it; no document is without its segment. */
function differencesOf(segments: readonly SegmentRow[], { spatial, calculations }: Documents): Differences {
  const losses: string[] = [];
  const duplicates: string[] = [];
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  if (byId.size !== segments.length) duplicates.push(`${segments.length - byId.size} segments twice`);
  const seen = new Set<string>();
  for (const document of spatial) {
    const segment = byId.get(document._id);
    if (!segment || document.segment_id !== document._id)
      duplicates.push(`document ${document._id} has no segment`);
    else if (!sameElement(segment, document)) losses.push(`document ${document._id} is of another element`);
    seen.add(document._id);
  }
  for (const { id } of segments) if (!seen.has(id)) losses.push(`segment ${id} has no document`);
  for (const { _id } of calculations)
    if (!byId.has(_id)) duplicates.push(`calculation ${_id} has no segment`);
  return { losses, duplicates };
}

function sameElement(segment: SegmentRow, document: MongoSpatialDocument): boolean {
  const flat = document as unknown as { min_x?: number | null; max_y?: number | null };
  const [minX, maxY] = [
    document.bounds?.min_x ?? flat.min_x ?? null,
    document.bounds?.max_y ?? flat.max_y ?? null,
  ];
  return document.layer_type === segment.segment_type && minX === segment.min_x && maxY === segment.max_y;
}

/** What differs from the undisturbed import. */
export function compare(expected: StoredRows, stored: StoredRows): Differences {
  const losses: string[] = [];
  const duplicates: string[] = [];
  for (const name of ['segments', 'documents', 'calculations', 'rejects'] as const) {
    const say = `${name}: ${stored[name]} instead of ${expected[name]}`;
    if (stored[name] < expected[name]) losses.push(say);
    if (stored[name] > expected[name]) duplicates.push(say);
  }
  for (const name of ['segmentSum', 'documentSum', 'calculationSum'] as const) {
    if (expected[name] === null || losses.length + duplicates.length > 0) continue;
    if (stored[name] !== expected[name]) losses.push(`${name} differs`);
  }
  return { losses, duplicates };
}

/** Rows of imports that are none: everything in either store beside the imports named. */
export async function countOrphans(
  installation: Installation,
  importIds: readonly string[],
): Promise<number> {
  let orphans = 0;
  for (const table of ['project_segments', 'spatial_data', 'calculations']) {
    const { rows } = await installation.pool.query<{ count: number }>(
      `SELECT count(*)::int FROM sizewise.${table} WHERE import_id <> ALL ($1::uuid[])`,
      [importIds],
    );
    orphans += rows[0]?.count ?? 0;
  }
  const db = installation.mongo.db(installation.mongoDatabase);
  for (const name of [SPATIAL_COLLECTION, CALCULATION_COLLECTION]) {
    orphans += await db.collection(name).countDocuments({ import_id: { $nin: [...importIds] } });
  }
  return orphans;
}
