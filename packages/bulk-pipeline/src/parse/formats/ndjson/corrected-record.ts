import { type SegmentRecord, shapeSchema } from '@sizewise/shared';

import { storableJson } from '../../../storable.ts';
import { checkStorable } from '../table/field-checks.ts';
import { createIfcClassTable } from '../table/ifc-class-table.ts';
import { RecordFault } from '../table/record-fault.ts';
import { isSegmentObject, readSegmentObject } from './segment-object.ts';

/**
 * A segment that somebody wrote by hand in place of a reject: an object as NDJSON has it, in metres, and with the shape
 * and ports that the raw text of a record has that the database refused.
 * @throws RecordFault
 */
export function readCorrectedRecord(
  given: Readonly<Record<string, unknown>>,
): Omit<SegmentRecord, 'position'> {
  checkStorable(given, 'The record');
  const clean = storableJson(given, () => undefined) as Record<string, unknown>;
  const { outline = null, openPorts = null, ...fields } = clean;
  const stranger = Object.keys(fields).find((key) => !isSegmentObject({ [key]: null }));
  if (stranger !== undefined) {
    throw new RecordFault(
      'invalid_field',
      `A segment has no field ${JSON.stringify(stranger.slice(0, 100))}`,
    );
  }
  const shape = shapeSchema.nullable().safeParse(outline);
  if (!shape.success) throw new RecordFault('invalid_field', 'outline is not a shape');
  if (openPorts !== null && !(Number.isSafeInteger(openPorts) && Number(openPorts) >= 0)) {
    throw new RecordFault('invalid_number', 'openPorts is not a count');
  }
  const outcome = readSegmentObject(fields, {}, 1, createIfcClassTable());
  if (outcome.record === undefined) {
    throw new RecordFault('invalid_field', `${outcome.ignoredClass} is no distribution element`);
  }
  const { position, ...record } = outcome.record;
  void position;
  return { ...record, outline: shape.data, openPorts: openPorts as number | null };
}
