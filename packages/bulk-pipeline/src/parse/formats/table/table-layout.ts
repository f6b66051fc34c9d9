import { type ColumnUse, type TableMapping, type UnitSource } from '@sizewise/shared';

import { type PlanWarning } from '../../format.ts';
import { type ColumnField, type ColumnName } from './column-names.ts';
import { columnKeys, isTableField, KEPT, nameColumns } from './table-mapping.ts';
import { unitScale } from './units.ts';

/** One column that fills a field. */
export interface Column {
  readonly index: number;
  readonly header: string;
  /** SI units in one of the column's unit. */
  readonly scale: number;
  /** Name of that unit; null for a field without, and for sizes whose texts name theirs. */
  readonly unit: string | null;
  readonly unitSource: UnitSource | null;
}

/** What each column of a table is for. */
export interface TableLayout {
  readonly width: number;
  readonly columns: Readonly<Partial<Record<ColumnField, Column>>>;
  /** Columns that are stored as they are, under their header. */
  readonly properties: readonly { readonly index: number; readonly key: string }[];
  /** Metres per unit of a size text; null where neither a header nor the caller says so. */
  readonly sizeScale: number | null;
  readonly warnings: readonly PlanWarning[];
}

/** Columns whose text says more than the field takes from it, so that it is kept as a property as well. */
const KEPT_AS_PROPERTY: ReadonlySet<ColumnField> = new Set(['type', 'class', 'size', 'tag', 'area']);
/** Columns that describe an element by themselves; a table with none of them is no drawing. */
const SUBSTANCE: ReadonlySet<ColumnField> = new Set([
  'externalId',
  'ifcClass',
  'class',
  'segmentType',
  'type',
  'name',
  'system',
  'layer',
  'size',
  'width',
  'height',
  'diameter',
  'length',
  'airflow',
  'bounds',
  'minX',
  'maxX',
  'x',
]);

/**
 * Finds the use of every column. The first column of a field has it; others become properties.
 * @param unit a key of LENGTH_UNITS for lengths without a unit of their own; null: metres, with a warning.
 * @param mapping what columns are, before what their headers say.
 */
export function layoutTable(
  headers: readonly string[],
  unit: string | null,
  mapping: TableMapping = {},
): TableLayout {
  const keys = columnKeys(headers);
  const uses = nameColumns(headers, keys, mapping);
  const names = uses.map((use) => (use === KEPT ? null : use));
  const has = new Set(names.map((name) => name?.field));
  // An export of ours: its own ids are given anew.
  const isExport = has.has('externalId') && has.has('exported');
  const columns: Partial<Record<ColumnField, Column>> = {};
  const properties: { index: number; key: string }[] = [];
  const warnings: PlanWarning[] = [];
  headers.forEach((header, index) => {
    const name = names[index] ?? null;
    const key = keys[index] ?? '';
    const field =
      name === null || columns[name.field] !== undefined || isIdle(name.field, has) ? null : name.field;
    if (isExport && (name?.field === 'id' || name?.field === 'exported')) return;
    if (name === null || field === null || field === 'exported') {
      properties.push({ index, key });
      if (uses[index] === KEPT) return;
      warnings.push({ code: 'column_ignored', detail: shown(header) || `column ${index + 1}`, count: 1 });
      return;
    }
    const isMappedUnit = Object.hasOwn(mapping.units ?? {}, key);
    columns[field] = { index, header: key, ...unitOf(name, unit, isMappedUnit) };
    // The units of an export are ours. A size text may carry its own; the row reader warns where it does not.
    if (columns[field].unitSource === 'assumed' && !isExport) {
      const assumed = name.quantity === 'length' ? 'metres' : 'm³/s';
      warnings.push({ code: 'unit_assumed', detail: `${shown(header)}: ${assumed}`, count: 1 });
    }
    if (KEPT_AS_PROPERTY.has(field)) properties.push({ index, key });
  });
  return { width: headers.length, columns, properties, sizeScale: sizeScale(names, unit), warnings };
}

/** How each column of a table is read, in the order of the columns. */
export function usesOf(layout: TableLayout): ColumnUse[] {
  const uses = new Map<number, ColumnUse>();
  for (const { index, key } of layout.properties) {
    uses.set(index, { column: key, field: null, unit: null, unitSource: null });
  }
  for (const [name, column] of Object.entries(layout.columns)) {
    const { index, header, unit, unitSource } = column;
    const field = isTableField(name as ColumnField) ? (name as ColumnUse['field']) : null;
    uses.set(index, { column: header, field, unit, unitSource });
  }
  return [...uses].sort(([a], [b]) => a - b).map(([, use]) => use);
}

/** True where at least one column says something of an element. */
export function isUsable(layout: TableLayout): boolean {
  return Object.keys(layout.columns).some((field) => SUBSTANCE.has(field as ColumnField));
}

/** Characters of a header that a warning shows. */
const SHOWN_HEADER = 100;
const BOX: readonly ColumnField[] = ['minX', 'minY', 'maxX', 'maxY'];

/** True for a column that no field is read from because a better one, or its counterpart, decides. */
function isIdle(field: ColumnField, has: ReadonlySet<ColumnField | undefined>): boolean {
  const hasBox = BOX.every((side) => has.has(side));
  if (field === 'id') return has.has('externalId');
  if (BOX.includes(field)) return !hasBox;
  if (field === 'minZ' || field === 'maxZ') return !hasBox || !has.has('minZ') || !has.has('maxZ');
  if (field === 'x' || field === 'y') return hasBox || !has.has('x') || !has.has('y');
  if (field === 'z') return hasBox || !has.has('x') || !has.has('y');
  return false;
}

function unitOf(
  { field, quantity, scale, unit: own }: ColumnName,
  unit: string | null,
  isMapped: boolean,
): Pick<Column, 'scale' | 'unit' | 'unitSource'> {
  if (quantity === null) return { scale: 1, unit: null, unitSource: null };
  if (scale !== null) return { scale, unit: own, unitSource: isMapped ? 'mapping' : 'file' };
  if (quantity === 'length' && unit !== null) {
    return { scale: unitScale('length', unit) ?? 1, unit, unitSource: 'query' };
  }
  if (field === 'size' || field === 'bounds') return { scale: 1, unit: null, unitSource: null };
  return { scale: 1, unit: quantity === 'length' ? 'm' : 'm3s', unitSource: 'assumed' };
}

/** A size text is in the unit of its header, of the caller, or the one unit that the other sizes of the table name. */
function sizeScale(names: readonly (ColumnName | null)[], unit: string | null): number | null {
  const own = names.find((name) => name?.field === 'size')?.scale ?? null;
  if (own !== null) return own;
  if (unit !== null) return unitScale('length', unit);
  const sizes = names.filter(
    (name) => name !== null && ['width', 'height', 'diameter', 'length'].includes(name.field),
  );
  const scales = new Set(sizes.map((name) => name?.scale ?? null));
  const [only = null] = scales;
  return scales.size === 1 ? only : null;
}

function shown(header: string): string {
  return header.trim().slice(0, SHOWN_HEADER);
}
