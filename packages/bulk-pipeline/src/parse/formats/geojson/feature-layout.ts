import { type SegmentType, type TableMapping } from '@sizewise/shared';

import { type PlanWarning } from '../../format.ts';
import { type ColumnField } from '../table/column-names.ts';
import { isUsable, layoutTable, type Column, type TableLayout } from '../table/table-layout.ts';
import { KEPT, nameColumns } from '../table/table-mapping.ts';
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

/** A property that a height is read from. */
export type HeightColumn = Pick<Column, 'index' | 'header' | 'scale'>;

/** What properties of one set of names are for. */
export interface FeatureLayout {
  readonly keys: readonly string[];
  /** Indices of the keys that are read as columns of a table. */
  readonly cells: readonly number[];
  readonly table: TableLayout;
  readonly isUsable: boolean;
  /** Heights for geometries in plan. */
  readonly heights: Readonly<Partial<Record<Height, HeightColumn>>>;
  readonly heightWarnings: readonly PlanWarning[];
  /** Indices of coordinates among the properties; they are kept as properties unless heights are read from them. */
  readonly places: readonly number[];
  /** What the names say where no property names a type. */
  readonly network: SegmentType | null;
}

/**
 * @param unit a key of LENGTH_UNITS for properties without a unit in their names; null: metres, with a warning.
 * @param mapping what properties are, before what their names say.
 */
export function layoutFeature(
  keys: readonly string[],
  unit: string | null,
  mapping: TableMapping = {},
): FeatureLayout {
  const cells: number[] = [];
  const places: number[] = [];
  const heights: Partial<Record<Height, HeightColumn>> = {};
  const heightWarnings: PlanWarning[] = [];
  const names = nameColumns(keys, keys, mapping);
  keys.forEach((header, index) => {
    const name = names[index] ?? null;
    if (name === null || name === KEPT || !PLACES.has(name.field)) {
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
    mapping,
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
