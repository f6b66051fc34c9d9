import { FLOW_UNITS, LENGTH_UNITS } from '@sizewise/shared';

/** A size written as text: one number (round) or two (width x height), and metres per unit where the text names one. */
export interface SizeText {
  readonly values: readonly number[];
  readonly round: boolean;
  readonly unit: number | null;
}

const UNIT_WORDS: Readonly<Record<string, number>> = {
  ...LENGTH_UNITS,
  '"': 0.0254,
  '″': 0.0254,
  "'": 0.3048,
  '′': 0.3048,
};
const PART = /^(ø|⌀|dn|d=?)?\s*([\d\s.,]+?)\s*(mm|cm|dm|m|in|ft|"|″|'|′)?\s*(ø|⌀)?$/i;

/**
 * Reads `300x200`, `300 mm x 200 mm`, `ø200`, `DN 50`, `12"`. Several sizes joined by `-` (a reducer's two ends) are
 * read only where they are all the same; anything else is null.
 */
export function parseSizeText(text: string): SizeText | null {
  const ends = text.split(/\s*[-–]\s*/);
  const sizes = ends.map(parseOneSize);
  const [first] = sizes;
  if (first === undefined || first === null) return null;
  const same = sizes.every((size) => size !== null && JSON.stringify(size) === JSON.stringify(first));
  return same ? first : null;
}

function parseOneSize(text: string): SizeText | null {
  const parts = text.trim().split(/\s*[x×х*]\s*/i);
  if (parts.length > 2) return null;
  const values: number[] = [];
  let round = false;
  let unit: number | null = null;
  for (const part of parts) {
    const match = PART.exec(part);
    const value = match === null ? Number.NaN : parseDecimal(match[2] ?? '');
    if (match === null || !(value > 0)) return null;
    values.push(value);
    if (/^dn$/i.test(match[1] ?? '')) unit = 0.001;
    round ||= match[1] !== undefined || match[4] !== undefined;
    unit = UNIT_WORDS[(match[3] ?? '').toLowerCase()] ?? unit;
  }
  return { values, round: round && values.length === 1, unit };
}

const FLOW = /^([\d\s.,]+)\s*(l\/s|л\/с|ls|m3\/s|m³\/s|m3\/h|m³\/h|м3\/ч|м³\/ч|m3h|cmh|cfm)$/i;
const FLOW_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(?:l\/s|л\/с|ls)$/, 'ls'],
  [/s$/, 'm3s'],
  [/^cfm$/, 'cfm'],
  [/^/, 'm3h'],
];

/** Cubic metres per second of a text that names its unit, such as `350 l/s`; else null. */
export function parseFlowText(text: string): number | null {
  const match = FLOW.exec(text.trim());
  if (match === null) return null;
  const value = parseDecimal(match[1] ?? '');
  const word = (match[2] ?? '').toLowerCase();
  const unit = FLOW_UNITS[FLOW_WORDS.find(([pattern]) => pattern.test(word))?.[1] ?? ''];
  return Number.isFinite(value) && unit !== undefined ? value * unit : null;
}

/** `1 250,5` and `1,250.5` alike: the last of two kinds of mark is the decimal one; a lone comma is decimal. */
function parseDecimal(text: string): number {
  const compact = text.replace(/\s+/g, '');
  const comma = compact.lastIndexOf(',');
  const point = compact.lastIndexOf('.');
  if (comma >= 0 && point >= 0) {
    return Number(
      comma > point ? compact.replaceAll('.', '').replace(',', '.') : compact.replaceAll(',', ''),
    );
  }
  return compact === '' ? Number.NaN : Number(compact.replace(',', '.'));
}
