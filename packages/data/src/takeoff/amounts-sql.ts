import { type TakeoffKey } from '@sizewise/shared';

const isFlat = 'width > 0 AND height > 0';
const isRound = 'diameter > 0';

// Which sizes make a cross-section: the rule of `sectionOf` in shared, for many rows.
function bySection(oval: string, rectangular: string, round: string): string {
  return `CASE WHEN shape = 'oval' THEN CASE WHEN ${isFlat} THEN ${oval} END
    WHEN shape IS DISTINCT FROM 'round' AND ${isFlat} THEN ${rectangular}
    WHEN shape IS DISTINCT FROM 'rectangular' AND ${isRound} THEN ${round} END`;
}

/** Millimetres to a tenth, without zeros behind the point. */
const mm = (column: string): string => `trim_scale(round((${column} * 1000)::numeric, 1))::text`;
const flat = `${mm('width')} || 'x' || ${mm('height')}`;

/** A size as estimators write it. */
const SIZE = bySection(`${flat} || ' oval'`, flat, `'Ø' || ${mm('diameter')}`);

/** Metres; a flat oval is a rectangle between two half circles. */
const PERIMETER = bySection(
  'pi() * least(width, height) + 2 * abs(width - height)',
  '2 * (width + height)',
  'pi() * diameter',
);

/** Sheet of straight ducts, m²: the unrolled jacket. Fittings have no length that would say theirs. */
export const AREA = `CASE WHEN segment_type = 'duct_segment' THEN length * (${PERIMETER}) END`;

// Sheet thickness, which a weight would need, depends on pressure class and stiffening (SMACNA HVAC Duct Construction
// Standards, DW/144) and EN 1506 leaves it open: a drawing says neither, so only a weight of its own counts.
const WEIGHT_NAMES = [
  'weight',
  'Weight',
  'WEIGHT',
  'weight_kg',
  'Weight_kg',
  'weight (kg)',
  'Weight (kg)',
  'mass',
  'Mass',
  'mass_kg',
  'Mass (kg)',
  'NetWeight',
  'GrossWeight',
];
const IN_SETS = ['NetWeight', 'GrossWeight', 'Weight', 'Mass'];
const STATED = [
  ...WEIGHT_NAMES.map((name) => `properties -> '${name}'`),
  ...['quantities', 'psets'].flatMap((sets) =>
    IN_SETS.map((name) => `jsonb_path_query_first(properties, '$.${sets}.*.${name}')`),
  ),
];
const NUMBER = `jsonb_path_query_first(coalesce(${STATED.join(', ')}), '$.double()', '{}', true)::double precision`;

/** Kilograms that the file itself states in a column, property or quantity; net before gross. */
export const WEIGHT = `CASE WHEN properties <> '{}' THEN nullif(greatest(${NUMBER}, 0), 0) END`;

/** The SQL of each key. */
export const GROUP_BY: Readonly<Record<TakeoffKey, string>> = {
  system: 'system',
  size: SIZE,
  level: 'level',
  material: 'material',
  segmentType: 'segment_type',
  discipline: 'discipline',
  layer: 'layer',
};
