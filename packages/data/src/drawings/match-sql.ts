import { DIFF_TOLERANCE } from '@sizewise/shared';

const AXES = ['x', 'y', 'z'] as const;
const ENDS = AXES.flatMap((axis) => [`min_${axis}`, `max_${axis}`]);
const SIZES = ['width', 'height', 'diameter', 'length'] as const;
/** What a diff reads of a segment. */
const COLUMNS = ['id', 'external_id', 'segment_type', 'name', 'layer', ...ENDS, ...SIZES].join(', ');

const all = (conditions: readonly string[]): string => conditions.join(' AND ');
const within = (a: string, b: string, tolerance = DIFF_TOLERANCE): string =>
  `abs(${a} - ${b}) <= ${tolerance}`;
const bothNull = (column: string): string => `(a.${column} IS NULL AND b.${column} IS NULL)`;

// Of rows `a` and `b`: an unknown value equals an unknown one and no other, so none of these is ever null.
const inPlace = (tolerance?: number): string =>
  `coalesce(${all(ENDS.map((end) => within(`a.${end}`, `b.${end}`, tolerance)))}, ${bothNull('min_x')})`;
export const SAME_PLACE = inPlace();
export const SAME_EXTENT = `coalesce(${all(
  AXES.map((axis) => within(`(a.max_${axis} - a.min_${axis})`, `(b.max_${axis} - b.min_${axis})`)),
)}, ${bothNull('min_x')})`;
const ofSize = (tolerance?: number): string =>
  all(SIZES.map((size) => `coalesce(${within(`a.${size}`, `b.${size}`, tolerance)}, ${bothNull(size)})`));
export const SAME_SIZE = ofSize();
/** Metres between the centres of the bounds of `a` and `b`; null where one has none. */
export const DISTANCE = `sqrt(${AXES.map(
  (axis) => `((a.min_${axis} + a.max_${axis} - b.min_${axis} - b.max_${axis}) / 2) ^ 2`,
).join(' + ')})`;

// Grids that rows are hashed by: 10 µm takes up the last digits of another writer, 10 mm holds few neighbours.
const FINE = 100_000;
const COARSE = 100;
const rounded = (values: readonly string[], perMetre: number): string =>
  values.map((value) => `round(${value} * ${perMetre})`).join(', ');
const LABELS = 'segment_type, layer, name';
const SAME_LABELS =
  '(a.segment_type, a.layer, a.name) IS NOT DISTINCT FROM (b.segment_type, b.layer, b.name)';
const ALIKE = `ROW(${LABELS}, ${rounded([...ENDS, ...SIZES], FINE)})`;
const IN_ONE_PLACE = `ROW(segment_type, ${rounded(ENDS, FINE)})`;
const OF_ONE_LOOK = `ROW(${LABELS}, ${rounded([...SIZES, ...AXES.map((axis) => `(max_${axis} - min_${axis})`)], 1 / DIFF_TOLERANCE)})`;

const side = (name: string, importId: string): string => `${name} AS MATERIALIZED (
  SELECT ${COLUMNS}, external_id IS NOT NULL AND count(*) OVER (PARTITION BY external_id) = 1 AS has_id
  FROM sizewise.project_segments WHERE project_id = $1 AND import_id = ${importId})`;

const byId = (a: string, b: string, condition: string): string =>
  `SELECT a.id AS a_id, b.id AS b_id FROM ${a} a JOIN ${b} b USING (external_id)
   WHERE a.has_id AND b.has_id AND (${condition})`;

/** Rows with one key are paired in order; with `most` 1, only where the key is that of one row on each side. */
function byKey(a: string, b: string, key: string, where: string, most: number | null = null): string {
  const keyed = (from: string): string => `(
    SELECT id, k, row_number() OVER (PARTITION BY k ORDER BY external_id, id) AS n, count(*) OVER (PARTITION BY k) AS of_k
    FROM (SELECT id, external_id, hashtextextended(${key}::text, 0) AS k FROM ${from} WHERE ${where}) AS keys)`;
  return `SELECT a.id AS a_id, b.id AS b_id FROM ${keyed(a)} a JOIN ${keyed(b)} b USING (k, n)
   ${most === null ? '' : `WHERE a.of_k <= ${most} AND b.of_k <= ${most}`}`;
}

/** The grid cells, one or two, that a row a millimetre off may lie in. */
function nearCells(axis: string): string {
  const cell = (shift: string): string => `floor((min_${axis} ${shift} ${DIFF_TOLERANCE}) * ${COARSE})`;
  return `unnest(CASE WHEN ${cell('-')} = ${cell('+')} THEN ARRAY[${cell('-')}] ELSE ARRAY[${cell('-')}, ${cell('+')}] END)`;
}

/** Rows of one type that are each other's nearest within the tolerance. */
function byNearness(a: string, b: string): string {
  return `SELECT a_id, b_id FROM (
    SELECT a.id AS a_id, b.id AS b_id, row_number() OVER (PARTITION BY a.id ORDER BY ${DISTANCE}, b.id) AS of_a,
      row_number() OVER (PARTITION BY b.id ORDER BY ${DISTANCE}, a.id) AS of_b
    FROM (SELECT *, ${nearCells('y')} AS cy FROM (SELECT *, ${nearCells('x')} AS cx FROM ${a}) AS columns) a
    JOIN (SELECT *, floor(min_x * ${COARSE}) AS cx, floor(min_y * ${COARSE}) AS cy FROM ${b}) b
      USING (segment_type, cx, cy)
    WHERE ${SAME_PLACE}) AS near
   WHERE of_a = 1 AND of_b = 1`;
}

/**
 * How rows of two revisions find each other, first come first served; $1 is the project, $2 and $3 are the imports, $4
 * is true where external ids are handles, which a program may give anew.
 * 1. by an external id that is unique in both; handles only where labels, place and size agree
 * 2. by labels (type, layer, name), place and size; 3. by type and place; 4. by type and place within the tolerance
 * 5. by handle, where type and name agree
 * 6. without an id: by labels and size, where only one row of each revision has them
 */
const STEPS: readonly ((a: string, b: string) => string)[] = [
  (a, b) => byId(a, b, `NOT $4 OR (${SAME_LABELS} AND ${inPlace(1 / FINE)} AND ${ofSize(1 / FINE)})`),
  (a, b) => byKey(a, b, ALIKE, 'true'),
  (a, b) => byKey(a, b, IN_ONE_PLACE, 'min_x IS NOT NULL'),
  byNearness,
  (a, b) => byId(a, b, 'a.segment_type = b.segment_type AND a.name IS NOT DISTINCT FROM b.name'),
  (a, b) => byKey(a, b, OF_ONE_LOOK, 'NOT has_id', 1),
];

const left = (name: string, step: number): string => (step === 0 ? name : `${name}${step}`);

/** Common table expressions: `a`, `b` with every row, `pairs` (a_id, b_id), and what is left on each side. */
export function matchTables(): { readonly sql: string; readonly leftA: string; readonly leftB: string } {
  const tables = STEPS.flatMap((step, i) => [
    `pairs${i} AS MATERIALIZED (${step(left('a', i), left('b', i))})`,
    ...['a', 'b'].map(
      (name) => `${left(name, i + 1)} AS MATERIALIZED (
  SELECT s.* FROM ${left(name, i)} s WHERE NOT EXISTS (SELECT FROM pairs${i} p WHERE p.${name}_id = s.id))`,
    ),
  ]);
  const pairs = STEPS.map((_, i) => `SELECT a_id, b_id FROM pairs${i}`).join(' UNION ALL ');
  return {
    sql: [side('a', '$2'), side('b', '$3'), ...tables, `pairs AS (${pairs})`].join(',\n'),
    leftA: left('a', STEPS.length),
    leftB: left('b', STEPS.length),
  };
}
