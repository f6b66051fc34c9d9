import { type SegmentFields, type SpatialDocument } from '@sizewise/shared';
import { type Client } from 'pg';

import { storableJson } from '../storable.ts';
import { BinaryRows } from './copy-binary.ts';
import { copyRows, FLUSH_BYTES } from './copy-stream.ts';
import { ownerFields, type RowOwner } from './row-owner.ts';
import { copySegmentsInto, putSegment } from './segment-rows.ts';
import { COPY_SPATIAL, putSpatial } from './spatial-rows.ts';

/** Rows that hold no character which PostgreSQL refuses; those of a drawing were cleaned where they were read. */
function storable<Row>(row: Row): Row {
  return storableJson(row, () => undefined) as Row;
}

/** Every row is encoded before the COPY begins, so that one which cannot be encoded leaves no COPY half done. */
async function copyAll<Row>(
  client: Client,
  sql: string,
  items: readonly Row[],
  put: (rows: BinaryRows, item: Row, index: number) => void,
): Promise<void> {
  const rows = new BinaryRows();
  const blocks: Buffer[] = [];
  items.forEach((item, index) => {
    put(rows, item, index);
    if (rows.length >= FLUSH_BYTES) blocks.push(rows.take());
  });
  if (rows.length > 0) blocks.push(rows.take());
  await copyRows(client, sql, blocks);
}

/**
 * Stores segments by one binary COPY, in the transaction that the session is in.
 * @param ids one for each segment, in order
 */
export async function copySegments(
  client: Client,
  { projectId, importId }: RowOwner,
  ids: readonly string[],
  segments: readonly SegmentFields[],
): Promise<void> {
  const owner = ownerFields(projectId, importId);
  await copyAll(client, copySegmentsInto('project_segments'), segments, (rows, segment, index) =>
    putSegment(rows, ids[index] ?? '', owner, { ...storable(segment), openPorts: null }),
  );
}

/** Stores spatial documents by one binary COPY, in the transaction that the session is in. */
export async function copySpatial(
  client: Client,
  { projectId, importId }: RowOwner,
  documents: readonly Omit<SpatialDocument, 'importId'>[],
): Promise<void> {
  const owner = ownerFields(projectId, importId);
  await copyAll(client, COPY_SPATIAL, documents, (rows, document) =>
    putSpatial(rows, document.id, owner, storable(document)),
  );
}
