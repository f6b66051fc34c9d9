import { type SegmentType } from '@sizewise/shared';

import { type PlanWarning } from '../../format.ts';
import { readColumnName, type ColumnField } from '../table/column-names.ts';
import { isUsable, layoutTable, type Column, type TableLayout } from '../table/table-layout.ts';
import { unitScale } from '../table/units.ts';
import { networkType } from './network-links.ts';

/** Names of coordinates: the geometry says where a feature is. */
const PLACES: ReadonlySet<ColumnField> = new Set([
  'x',
  'y',
  'z',
  'minX',
  'minY',
  'minZ',
  'maxX',
  'maxY',
  'maxZ',
  'bounds',
]);
type Height = 'z' | 'minZ' | 'maxZ';
const HEIGHTS: ReadonlySet<ColumnField> = new Set<Height>(['z', 'minZ', 'maxZ']);

/** What properties of one set of names are for. */
export interface FeatureLayout {
  readonly keys: readonly string[];
  /** Indices of the keys that are read as columns of a table. */
  readonly cells: readonly number[];
  readonly table: TableLayout;
  readonly isUsable: boolean;
  /** Heights for geometries in plan. */
  readonly heights: Readonly<Partial<Record<Height, Column>>>;
  readonly heightWarnings: readonly PlanWarning[];
  /** Indices of coordinates among the properties; they are kept as properties unless heights are read from them. */
  readonly places: readonly number[];
  /** What the names say where no property names a type. */
  readonly network: SegmentType | null;
}

/** @param unit a key of LENGTH_UNITS for properties without a unit in their names; null: metres, with a warning. */
export function layoutFeature(keys: readonly string[], unit: string | null): FeatureLayout {
  const cells: number[] = [];
  const places: number[] = [];
  const heights: Partial<Record<Height, Column>> = {};
  const heightWarnings: PlanWarning[] = [];
  keys.forEach((header, index) => {
    const name = readColumnName(header);
    if (name === null || !PLACES.has(name.field)) {
      cells.push(index);
      return;
    }
    places.push(index);
    if (!HEIGHTS.has(name.field) || heights[name.field as Height] !== undefined) return;
    const told = name.scale ?? (unit === null ? null : unitScale('length', unit));
    heights[name.field as Height] = { index, header, scale: told ?? 1 };
    if (told === null) heightWarnings.push({ code: 'unit_assumed', detail: `${header}: metres`, count: 1 });
  });
  const table = layoutTable(
    cells.map((index) => keys[index] ?? ''),
    unit,
  );
  const network = networkType(keys);
  return {
    keys,
    cells,
    table,
    isUsable: isUsable(table) || network !== null,
    heights,
    heightWarnings,
    places,
    network,
  };
}
