import { type LENGTH_UNITS, type SegmentFields } from '@sizewise/shared';

import { TableObjectReader } from './parse/formats/ndjson/table-object.ts';
import { readColumnName } from './parse/formats/table/column-names.ts';
import { createIfcClassTable } from './parse/formats/table/ifc-class-table.ts';
import { RecordFault } from './parse/formats/table/record-fault.ts';

/** What an object says of a segment. */
export interface ReadRecord {
  readonly fields: SegmentFields;
  /** Keys of quantities whose unit nobody names: they are not read. */
  readonly unitless: readonly string[];
  /** Why the rest of the object could not be read; null where it could. */
  readonly fault: string | null;
}

/**
 * Reads objects by the names of their keys, as tables are read: `widthInches`, `length_mm`, `airflow_cfm`. No unit is
 * assumed.
 * @param unit of lengths whose key names none; null leaves them unread
 */
export function createRecordReader(
  unit: keyof typeof LENGTH_UNITS | null,
): (
  known: Pick<SegmentFields, 'externalId' | 'segmentType' | 'name'>,
  facts: Readonly<Record<string, unknown>>,
) => ReadRecord {
  const reader = new TableObjectReader({
    unit,
    mapping: {},
    classes: createIfcClassTable(),
    onColumns: undefined,
    warn: () => undefined,
  });
  const isUnitless = (key: string): boolean => {
    const name = readColumnName(key);
    if (name === null || name.quantity === null || name.scale !== null) return false;
    return name.quantity === 'flow' || unit === null;
  };
  return (known, facts) => {
    const unitless = Object.keys(facts).filter(isUnitless);
    const usable = Object.entries(facts).filter(([key]) => !(key in known) && !unitless.includes(key));
    const { segmentType } = known;
    const read = (object: Readonly<Record<string, unknown>>): SegmentFields => {
      const { record } = reader.read(object, {});
      if (record === undefined) throw new RecordFault('invalid_field', 'It is no distribution element');
      const { position: _position, outline: _outline, openPorts: _openPorts, ...fields } = record;
      return { ...fields, segmentType };
    };
    try {
      return { fields: read({ ...known, ...Object.fromEntries(usable) }), unitless, fault: null };
    } catch (error) {
      if (!(error instanceof RecordFault)) throw error;
      return { fields: read({ ...known }), unitless, fault: error.message };
    }
  };
}
