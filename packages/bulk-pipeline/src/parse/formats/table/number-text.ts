import { isNonFiniteText } from './field-checks.ts';
import { RecordFault } from './record-fault.ts';
import { toSi, unitScale, type Quantity } from './units.ts';

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const DECIMAL_COMMA = /^[+-]?(?:\d+|\d{1,3}(?:[. ]\d{3})+)?,\d+(?:e[+-]?\d+)?$/i;
/** With a decimal point behind them, commas can only be thousands. */
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+\.\d*$/;
const WITH_UNIT = /^([+-]?[\d.,]+(?:e[+-]?\d+)?)\s*([^\d\s.,].*)$/i;
const ABSENT = new Set(['', '-', '–', '—', 'n/a', 'na', '#n/a', 'null', 'none']);

/** Spellings of "no value" in a number column. */
export function isAbsent(text: string): boolean {
  return text === '' || (text.length < 5 && ABSENT.has(text.toLowerCase()));
}

export interface NumberRules {
  /** `1,5` is one and a half. */
  readonly decimalComma: boolean;
}

/**
 * A number cell in SI units. A unit in the cell (`300 mm`) wins over that of the column.
 * @param scale SI units in one of the column's unit.
 * @throws RecordFault `invalid_number`, `non_finite_number`.
 */
export function readNumberText(
  text: string,
  field: string,
  quantity: Quantity,
  scale: number,
  rules: NumberRules,
): number {
  const plain = plainNumber(text, rules);
  if (plain !== null) return finite(toSi(plain, scale), field);
  if (isNonFiniteText(text))
    throw new RecordFault('non_finite_number', `${field} is not a finite number: ${shown(text)}`);
  const match = WITH_UNIT.exec(text);
  const value = match === null ? null : plainNumber(match[1] ?? '', rules);
  const own = match === null ? null : unitScale(quantity, match[2] ?? '');
  if (value === null || own === null)
    throw new RecordFault('invalid_number', `${field} is not a number: ${shown(text)}`);
  return finite(toSi(value, own), field);
}

/** The number a text is, without a unit; null where it is none. */
export function plainNumber(text: string, rules: NumberRules): number | null {
  if (PLAIN.test(text)) return Number(text);
  if (rules.decimalComma) {
    return DECIMAL_COMMA.test(text) ? Number(text.replaceAll(/[. ]/g, '').replace(',', '.')) : null;
  }
  return GROUPED.test(text) ? Number(text.replaceAll(',', '')) : null;
}

function finite(value: number, field: string): number {
  if (!Number.isFinite(value))
    throw new RecordFault('non_finite_number', `${field} is too large to be a finite number`);
  return value;
}

function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
