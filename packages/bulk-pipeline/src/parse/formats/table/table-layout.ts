import { type PlanWarning } from '../../format.ts';
import { readColumnName, type ColumnField, type ColumnName } from './column-names.ts';
import { unitScale } from './units.ts';

/** One column that fills a field. */
export interface Column {
  readonly index: number;
  readonly header: string;
  /** SI units in one of the column's unit. */
  readonly scale: number;
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
 */
export function layoutTable(headers: readonly string[], unit: string | null): TableLayout {
  const names = headers.map(readColumnName);
  const has = new Set(names.map((name) => name?.field));
  // An export of ours: its own ids are given anew.
  const isExport = has.has('externalId') && has.has('exported');
  const columns: Partial<Record<ColumnField, Column>> = {};
  const properties: { index: number; key: string }[] = [];
  const warnings: PlanWarning[] = [];
  const keys = new Set<string>();
  headers.forEach((header, index) => {
    const name = names[index] ?? null;
    const field =
      name === null || columns[name.field] !== undefined || isIdle(name.field, has) ? null : name.field;
    if (isExport && (name?.field === 'id' || name?.field === 'exported')) return;
    if (name === null || field === null || field === 'exported') {
      properties.push({ index, key: uniqueKey(header, index, keys) });
      warnings.push({ code: 'column_ignored', detail: shown(header) || `column ${index + 1}`, count: 1 });
      return;
    }
    columns[field] = {
      index,
      header: uniqueKey(header, index, keys),
      scale: scaleOf(name, header, unit, warnings),
    };
    if (KEPT_AS_PROPERTY.has(field)) properties.push({ index, key: columns[field].header });
  });
  // The units of an export are ours, not assumed.
  const told = isExport ? warnings.filter(({ code }) => code !== 'unit_assumed') : warnings;
  return { width: headers.length, columns, properties, sizeScale: sizeScale(names, unit), warnings: told };
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

function scaleOf(name: ColumnName, header: string, unit: string | null, warnings: PlanWarning[]): number {
  if (name.field === 'bounds') return unitScale('length', unit ?? 'm') ?? 1;
  if (name.quantity === null) return 1;
  if (name.scale !== null) return name.scale;
  if (name.quantity === 'length' && unit !== null) return unitScale('length', unit) ?? 1;
  // A size text may carry its own unit; the row reader warns where it does not.
  if (name.field !== 'size') {
    const assumed = name.quantity === 'length' ? 'metres' : 'm³/s';
    warnings.push({ code: 'unit_assumed', detail: `${shown(header)}: ${assumed}`, count: 1 });
  }
  return 1;
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

function uniqueKey(header: string, index: number, taken: Set<string>): string {
  const base = header.trim() || `column_${index + 1}`;
  let key = base;
  for (let n = 2; taken.has(key); n += 1) key = `${base}_${n}`;
  taken.add(key);
  return key;
}
