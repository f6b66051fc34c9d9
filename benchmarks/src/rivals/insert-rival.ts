import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

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
interface InsertRow {
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

/** Ids rise, as ours do: random ones would scatter the rival's primary key. */
const idAt = (index: number): string => `01900000-0000-8000-8000-${index.toString(16).padStart(12, '0')}`;

/**
 * Does the import's job the plain way: reads an NDJSON file of segments and inserts them by prepared statements of
 * `rowsPerStatement` rows, one after the other, each committed by itself.
 * @param most rows to insert; the rest of the file is not read
 * @returns rows inserted and the seconds from opening the file to the last commit
 */
export async function insertFile(
  url: string,
  file: string,
  owner: InsertOwner,
  limits: { readonly rowsPerStatement: number; readonly most: number },
): Promise<{ seconds: number; rows: number }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const started = performance.now();
  let inserted = 0;
  const send = async (batch: readonly InsertRow[]): Promise<void> => {
    const values = batch.flatMap((row) => valuesOf(row, owner));
    await client.query({ name: `insert-${batch.length}`, text: insertOf(batch.length), values });
    inserted += batch.length;
  };
  try {
    let batch: InsertRow[] = [];
    for await (const line of createInterface({ input: createReadStream(file) })) {
      batch.push({ id: idAt(inserted + batch.length), segment: JSON.parse(line) as SegmentInput });
      if (batch.length >= limits.rowsPerStatement) await send(batch.splice(0));
      if (inserted >= limits.most) break;
    }
    if (batch.length > 0) await send(batch);
    return { seconds: (performance.now() - started) / 1000, rows: inserted };
  } finally {
    await client.end();
  }
}
