import { type SegmentRecord } from '@sizewise/shared';

import { copyJson, copyNumber, copyText, copyTextArray } from './copy-text.ts';

const SEGMENT_COLUMNS =
  'id, project_id, import_id, min_x, min_y, min_z, max_x, max_y, max_z, width, height, diameter, length, airflow, ' +
  'segment_type, discipline, ifc_class, layer, external_id, name, system, level, material, shape, connects_to, properties';

/** The COPY that `segmentRow` writes for. */
export const COPY_SEGMENTS = `COPY sizewise.project_segments (${SEGMENT_COLUMNS}) FROM STDIN`;

const NO_BOUNDS = '\\N\t\\N\t\\N\t\\N\t\\N\t\\N';

/**
 * One row of project_segments in COPY's text format, newline included.
 * @param owner `project_id` and `import_id`, joined by a tab: the same for every row of an import
 */
export function segmentRow(
  id: string,
  owner: string,
  record: Omit<SegmentRecord, 'position' | 'outline'>,
): string {
  const b = record.bounds;
  const bounds = b === null ? NO_BOUNDS : `${b.minX}\t${b.minY}\t${b.minZ}\t${b.maxX}\t${b.maxY}\t${b.maxZ}`;
  return (
    `${id}\t${owner}\t${bounds}\t` +
    `${copyNumber(record.width)}\t${copyNumber(record.height)}\t${copyNumber(record.diameter)}\t` +
    `${copyNumber(record.length)}\t${copyNumber(record.airflow)}\t${record.segmentType}\t` +
    `${record.discipline ?? '\\N'}\t${copyText(record.ifcClass)}\t${copyText(record.layer)}\t` +
    `${copyText(record.externalId)}\t${copyText(record.name)}\t${copyText(record.system)}\t` +
    `${copyText(record.level)}\t${copyText(record.material)}\t${record.shape ?? '\\N'}\t` +
    `${copyTextArray(record.connectsTo)}\t${copyJson(record.properties)}\n`
  );
}
