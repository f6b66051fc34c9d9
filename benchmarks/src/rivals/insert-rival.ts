import { type SegmentInput } from '@sizewise/shared';
import { Client } from 'pg';

const COLUMNS = [
  'id',
  'project_id',
  'import_id',
  'min_x',
  'min_y',
  'min_z',
  'max_x',
  'max_y',
  'max_z',
  'width',
  'height',
  'diameter',
  'length',
  'airflow',
  'segment_type',
  'discipline',
  'ifc_class',
  'layer',
  'external_id',
  'name',
  'system',
  'level',
  'material',
  'shape',
  'connects_to',
  'properties',
];

/** A segment and the id that its row gets. */
export interface InsertRow {
  readonly id: string;
  readonly segment: SegmentInput;
}

export interface InsertOwner {
  readonly projectId: string;
  readonly importId: string;
}

function valuesOf({ id, segment }: InsertRow, { projectId, importId }: InsertOwner): unknown[] {
  const b = segment.bounds;
  // In the order of COLUMNS.
  const place = [b?.minX, b?.minY, b?.minZ, b?.maxX, b?.maxY, b?.maxZ];
  const sizes = [segment.width, segment.height, segment.diameter, segment.length, segment.airflow];
  const kind = [segment.segmentType, segment.discipline, segment.ifcClass, segment.layer];
  const words = [segment.externalId, segment.name, segment.system, segment.level, segment.material];
  const connected = segment.connectsTo ?? [];
  const properties = JSON.stringify(segment.properties ?? {});
  return [
    id,
    projectId,
    importId,
    ...place,
    ...sizes,
    ...kind,
    ...words,
    segment.shape,
    connected,
    properties,
  ];
}

function insertOf(rows: number): string {
  const places = Array.from({ length: rows }, (_, row) => {
    const row0 = row * COLUMNS.length;
    return `(${COLUMNS.map((_, column) => `$${row0 + column + 1}`).join(', ')})`;
  });
  return `INSERT INTO sizewise.project_segments (${COLUMNS.join(', ')}) VALUES ${places.join(', ')}`;
}

/**
 * Inserts the rows by prepared statements of `rowsPerStatement` rows, one after the other, each committed by itself.
 * The clock stops while the next rows are made: only the statements count.
 * @returns seconds and rows
 */
export async function insertRows(
  url: string,
  rows: Iterable<InsertRow>,
  owner: InsertOwner,
  rowsPerStatement: number,
): Promise<{ seconds: number; rows: number }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  let elapsed = 0;
  let inserted = 0;
  const send = async (batch: readonly InsertRow[]): Promise<void> => {
    const name = `insert-${batch.length}`;
    const values = batch.flatMap((row) => valuesOf(row, owner));
    const text = insertOf(batch.length);
    const started = performance.now();
    await client.query({ name, text, values });
    elapsed += performance.now() - started;
    inserted += batch.length;
  };
  try {
    let batch: InsertRow[] = [];
    for (const row of rows) {
      batch.push(row);
      if (batch.length < rowsPerStatement) continue;
      await send(batch);
      batch = [];
    }
    if (batch.length > 0) await send(batch);
  } finally {
    await client.end();
  }
  return { seconds: elapsed / 1000, rows: inserted };
}
