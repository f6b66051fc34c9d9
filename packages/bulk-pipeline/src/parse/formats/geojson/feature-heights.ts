import { checkCoordinate } from '../table/field-checks.ts';
import { isAbsent, readNumberText } from '../table/number-text.ts';
import { RecordFault } from '../table/record-fault.ts';
import { type FeatureLayout, type HeightColumn } from './feature-layout.ts';

/** Lowest and highest point of a feature, metres. */
export interface Heights {
  readonly minZ: number;
  readonly maxZ: number;
  /** True where they come from the properties. */
  readonly isProperty: boolean;
}

/**
 * Heights for a geometry in plan: `z_min` and `z_max` or `z` among its properties, else its three-dimensional `bbox`.
 * @returns null where nothing says.
 * @throws RecordFault.
 */
export function readHeights(
  layout: FeatureLayout,
  values: readonly unknown[],
  bbox: unknown,
  scale: number,
): Heights | null {
  const { minZ, maxZ, z } = layout.heights;
  const low = readHeight(values, minZ);
  const high = readHeight(values, maxZ);
  if (low !== null && high !== null) return ordered(low, high, true);
  const only = readHeight(values, z);
  if (only !== null) return { minZ: only, maxZ: only, isProperty: true };
  if (!Array.isArray(bbox) || bbox.length !== 6) return null;
  return ordered(checkCoordinate(bbox[2], 'bbox', scale), checkCoordinate(bbox[5], 'bbox', scale), false);
}

function ordered(minZ: number, maxZ: number, isProperty: boolean): Heights {
  if (minZ > maxZ) throw new RecordFault('invalid_field', 'bounds: a minimum is greater than its maximum');
  return { minZ, maxZ, isProperty };
}

function readHeight(values: readonly unknown[], column: HeightColumn | undefined): number | null {
  const value = column === undefined ? null : values[column.index];
  if (column === undefined || value === null || value === undefined) return null;
  if (typeof value !== 'string') return checkCoordinate(value, column.header, column.scale);
  if (isAbsent(value.trim())) return null;
  const metres = readNumberText(value.trim(), column.header, 'length', column.scale, { decimalComma: false });
  return checkCoordinate(metres, column.header, 1);
}
