import { type SegmentRecord } from '@sizewise/shared';

import { type BinaryRows } from './copy-binary.ts';

const SEGMENT_COLUMNS =
  'id, project_id, import_id, min_x, min_y, min_z, max_x, max_y, max_z, width, height, diameter, length, airflow, ' +
  'open_ports, segment_type, discipline, ifc_class, layer, external_id, name, system, level, material, shape, connects_to, properties';
const COLUMN_COUNT = 27;

/** The COPY that `putSegment` writes for. @param table a name of schema sizewise that needs no quotes */
export function copySegmentsInto(table: string): string {
  return `COPY sizewise.${table} (${SEGMENT_COLUMNS}) FROM STDIN BINARY`;
}

/**
 * Adds one row of project_segments.
 * @param owner the fields `project_id` and `import_id`
 * @param properties those of the record as JSON in UTF-8, where they came so
 */
export function putSegment(
  rows: BinaryRows,
  id: string,
  owner: Uint8Array,
  record: Omit<SegmentRecord, 'position' | 'outline'>,
  properties?: Uint8Array,
): void {
  rows.begin(COLUMN_COUNT);
  rows.uuid(id);
  rows.fields(owner);
  const b = record.bounds;
  if (b === null) {
    rows.nulls(6);
  } else {
    rows.double(b.minX);
    rows.double(b.minY);
    rows.double(b.minZ);
    rows.double(b.maxX);
    rows.double(b.maxY);
    rows.double(b.maxZ);
  }
  rows.double(record.width);
  rows.double(record.height);
  rows.double(record.diameter);
  rows.double(record.length);
  rows.double(record.airflow);
  if (record.openPorts === null) rows.nulls(1);
  else rows.integer(record.openPorts);
  rows.text(record.segmentType);
  rows.text(record.discipline);
  rows.text(record.ifcClass);
  rows.text(record.layer);
  rows.text(record.externalId);
  rows.text(record.name);
  rows.text(record.system);
  rows.text(record.level);
  rows.text(record.material);
  rows.text(record.shape);
  rows.textArray(record.connectsTo);
  if (properties === undefined) rows.json(record.properties);
  else rows.jsonBytes(properties);
}
