import { type ColumnUse, TABLE_FIELDS, type TableField, type TableMapping } from '@sizewise/shared';

import { type MappingFault } from '../../mapping-fault.ts';
import {
  type ColumnField,
  type ColumnName,
  mappedColumn,
  quantityOf,
  readColumnName,
} from './column-names.ts';
import { unitNamed } from './units.ts';

const MAPPABLE: ReadonlySet<ColumnField> = new Set(TABLE_FIELDS);

/** True for a field that a mapping may name. */
export function isTableField(field: ColumnField): field is TableField {
  return MAPPABLE.has(field);
}

/** Headers as keys of properties and of a mapping: trimmed, never empty, each once. */
export function columnKeys(headers: readonly string[]): string[] {
  const taken = new Set<string>();
  return headers.map((header, index) => {
    const base = header.trim() || `column_${index + 1}`;
    let key = base;
    for (let n = 2; taken.has(key); n += 1) key = `${base}_${n}`;
    taken.add(key);
    return key;
  });
}

/** A column that is kept as a property because the mapping says so. */
export const KEPT = 'kept';

/** What each column is: by the mapping, else by its header, unless the mapping gives its field to another column. */
export function nameColumns(
  headers: readonly string[],
  keys: readonly string[],
  { columns = {}, units = {} }: TableMapping,
): (ColumnName | typeof KEPT | null)[] {
  const said = keys.map((key) => (Object.hasOwn(columns, key) ? columns[key] : undefined));
  const taken = new Set<ColumnField | null | undefined>(said);
  return headers.map((header, index) => {
    const field = said[index];
    const unit = units[keys[index] ?? ''];
    if (field === null) return KEPT;
    if (field !== undefined) return mappedColumn(field, header, unit);
    const named = readColumnName(header);
    if (named === null || taken.has(named.field)) return null;
    return unit !== undefined && isTableField(named.field) ? mappedColumn(named.field, header, unit) : named;
  });
}

/** True where a mapping says anything of one of these columns. */
export function isMapped(keys: Iterable<string>, { columns = {}, units = {} }: TableMapping): boolean {
  for (const key of keys) if (Object.hasOwn(columns, key) || Object.hasOwn(units, key)) return true;
  return false;
}

/** What of a mapping does not fit a table with these columns, each once. */
export function mappingFaults(known: ReadonlySet<string>, mapping: TableMapping): MappingFault[] {
  const faults: MappingFault[] = [];
  const { columns = {}, units = {} } = mapping;
  for (const [part, record] of Object.entries({ columns, units })) {
    for (const column of Object.keys(record)) {
      if (!known.has(column)) {
        faults.push({ path: `${part}.${column}`, message: 'the drawing has no such column' });
      }
    }
  }
  for (const [column, unit] of Object.entries(units)) {
    const message = known.has(column) ? unitFault(column, unit, columns[column]) : null;
    if (message !== null) faults.push({ path: `units.${column}`, message });
  }
  return faults;
}

function unitFault(column: string, unit: string, mapped: TableField | null | undefined): string | null {
  const field = mapped === undefined ? (readColumnName(column)?.field ?? null) : mapped;
  if (field === null) return 'the column is kept as a property, which has no unit';
  const quantity = quantityOf(field);
  if (quantity === null) return `the column is read as ${field}, which has no unit`;
  if (unitNamed(quantity, unit) !== null) return null;
  return `the column is read as ${field}, and ${unit} is no unit of ${quantity === 'flow' ? 'a flow' : 'a length'}`;
}

/** The mapping that reads columns as they were read; units that were assumed are left to be assumed again. */
export function mappingOf(uses: readonly ColumnUse[]): Required<TableMapping> {
  const columns: Record<string, TableField | null> = {};
  const units: Record<string, string> = {};
  for (const { column, field, unit, unitSource } of uses) {
    columns[column] = field;
    if (field !== null && unit !== null && unitSource !== 'assumed' && quantityOf(field) !== null) {
      units[column] = unit;
    }
  }
  return { columns, units };
}
