import { type SegmentCalculation } from '@sizewise/shared';

import { type BinaryRows } from './copy-binary.ts';

/** The COPY that `putCalculation` writes for. */
export const COPY_CALCULATIONS =
  'COPY sizewise.calculations (id, project_id, import_id, segment_id, calculation_type, source, input, result_data) ' +
  'FROM STDIN BINARY';
const COLUMN_COUNT = 8;

/**
 * Adds one row of calculations, under the id of its segment.
 * @param owner the fields `project_id` and `import_id`
 */
export function putCalculation(
  rows: BinaryRows,
  segmentId: string,
  owner: Uint8Array,
  calculation: SegmentCalculation,
): void {
  rows.begin(COLUMN_COUNT);
  rows.uuid(segmentId);
  rows.fields(owner);
  rows.uuid(segmentId);
  rows.text(calculation.calculationType);
  rows.text('file');
  rows.json(calculation.input);
  rows.json(calculation.resultData);
}
