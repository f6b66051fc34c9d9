import { FLOW_UNITS } from '@sizewise/shared';

/** Units that an airflow can be typed in. */
export const UNITS = [
  { unit: 'ls', label: 'L/s' },
  { unit: 'm3h', label: 'm³/h' },
  { unit: 'm3s', label: 'm³/s' },
  { unit: 'cfm', label: 'cfm' },
] as const;
export type FlowUnit = (typeof UNITS)[number]['unit'];

const KEPT = 'sizewise.flow-unit';
const DIGITS = 6;

/** An airflow as text in a unit. @param airflow m³/s */
export function flowTo(airflow: number | null, unit: FlowUnit): string {
  return airflow === null ? '' : String(Number((airflow / factorOf(unit)).toPrecision(DIGITS)));
}

/** What a text in a unit says, m³/s: null for nothing, undefined for what is no number. */
export function flowFrom(text: string, unit: FlowUnit): number | null | undefined {
  const words = text.trim().replace(',', '.');
  if (words === '') return null;
  const value = Number(words);
  return Number.isFinite(value) ? value * factorOf(unit) : undefined;
}

/** The unit that was chosen last on this machine. */
export function readUnit(): FlowUnit {
  try {
    const kept = localStorage.getItem(KEPT);
    return UNITS.find(({ unit }) => unit === kept)?.unit ?? UNITS[0].unit;
  } catch {
    // A browser may refuse to keep anything.
    return UNITS[0].unit;
  }
}

export function keepUnit(unit: FlowUnit): void {
  try {
    localStorage.setItem(KEPT, unit);
  } catch {
    // It is chosen again the next time.
  }
}

function factorOf(unit: FlowUnit): number {
  return FLOW_UNITS[unit] ?? 1;
}
