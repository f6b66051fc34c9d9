import { LENGTH_UNITS, type UnitSource } from '@sizewise/shared';

import { type ParseOptions, type PlanWarning } from '../../../format.ts';
import { type DrawingIndex } from './drawing-index.ts';

const INCH = 0.0254;
const US_FOOT = 1200 / 3937;

/** Metres in one unit of $INSUNITS (AutoCAD DXF Reference, HEADER); 0 is unitless. */
const INSERT_UNITS: Readonly<Record<number, number>> = {
  1: INCH,
  2: 0.3048,
  3: 1609.344,
  4: 0.001,
  5: 0.01,
  6: 1,
  7: 1000,
  8: INCH * 1e-6,
  9: INCH * 1e-3,
  10: 0.9144,
  11: 1e-10,
  12: 1e-9,
  13: 1e-6,
  14: 0.1,
  15: 10,
  16: 100,
  17: 1e9,
  18: 149_597_870_700,
  19: 9_460_730_472_580_800,
  20: 3.085_677_581_491_367e16,
  21: US_FOOT,
  22: US_FOOT / 12,
  23: US_FOOT * 3,
  24: US_FOOT * 5280,
};

export interface DrawingUnit {
  /** Metres in one unit of the file. */
  readonly metres: number;
  readonly source: UnitSource;
  readonly warnings: readonly PlanWarning[];
}

/** Unit by $INSUNITS, else what the caller says, else $MEASUREMENT (0 inches, 1 millimetres), else metres. */
export function drawingUnit(
  index: Pick<DrawingIndex, 'insUnits' | 'measurement'>,
  options: ParseOptions,
): DrawingUnit {
  const { insUnits, measurement } = index;
  const named = insUnits === null ? undefined : INSERT_UNITS[insUnits];
  if (named !== undefined) return { metres: named, source: 'file', warnings: [] };
  const said = options.unit === null ? undefined : LENGTH_UNITS[options.unit];
  if (said !== undefined) return { metres: said, source: 'query', warnings: [] };
  const [metres, how] =
    measurement === 0
      ? [INCH, 'inches were assumed, by $MEASUREMENT']
      : measurement === 1
        ? [0.001, 'millimetres were assumed, by $MEASUREMENT']
        : [1, 'metres were assumed'];
  const why =
    insUnits === null || insUnits === 0
      ? 'The drawing names no unit'
      : `$INSUNITS is ${insUnits}, which is no unit`;
  const warning: PlanWarning = { code: 'unit_assumed', detail: `${why}; ${how}`, count: 1 };
  return { metres, source: 'assumed', warnings: [warning] };
}
