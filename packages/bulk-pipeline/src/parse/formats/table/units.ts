import { FLOW_UNITS, LENGTH_UNITS } from '@sizewise/shared';

export type Quantity = 'length' | 'flow';

const UNITS: Readonly<Record<Quantity, Readonly<Record<string, number>>>> = {
  length: LENGTH_UNITS,
  flow: FLOW_UNITS,
};

/** Other spellings, after `simplify`, of the units of packages/shared. */
const SPELLINGS: Readonly<Record<Quantity, ReadonlyMap<string, string>>> = {
  length: new Map([
    ...spell('mm', 'millimeter millimeters millimetre millimetres'),
    ...spell('cm', 'centimeter centimeters centimetre centimetres'),
    ...spell('dm', 'decimeter decimeters decimetre decimetres'),
    ...spell('m', 'meter meters metre metres mtr'),
    ...spell('km', 'kilometer kilometers kilometre kilometres'),
    ...spell('in', "inch inches \" ″ '' ”"),
    ...spell('ft', "foot feet ' ′ ’"),
    ...spell('yd', 'yard yards'),
    ...spell('mi', 'mile miles'),
    ...spell('us-ft', 'usft ussurveyft ussurveyfoot ussurveyfeet ftus'),
  ]),
  flow: new Map([
    ...spell('m3s', 'm3sec cms cumecs cubicmeterspersecond cubicmetrespersecond'),
    ...spell('m3h', 'm3hr cmh cubicmetersperhour cubicmetresperhour'),
    ...spell('ls', 'lsec lps literspersecond litrespersecond'),
    ...spell('cfm', 'ft3min ft3m cubicfeetperminute'),
  ]),
};

function spell(unit: string, others: string): [string, string][] {
  return others.split(' ').map((other) => [other, unit]);
}

function simplify(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('³', '3')
    .replaceAll(/[\s/^._·-]/g, '');
}

/** The unit's name in `LENGTH_UNITS` or `FLOW_UNITS`, or null where the text names none of that quantity. */
export function unitNamed(quantity: Quantity, text: string): string | null {
  const name = simplify(text);
  const unit = SPELLINGS[quantity].get(name) ?? name;
  return Object.hasOwn(UNITS[quantity], unit) ? unit : null;
}

/** SI units (m or m³/s) in one of the named unit, or null where the text names none of that quantity. */
export function unitScale(quantity: Quantity, text: string): number | null {
  const unit = unitNamed(quantity, text);
  return unit === null ? null : (UNITS[quantity][unit] ?? null);
}

/** A value in SI units. Divides where the unit is one in a whole number, so that 51 mm is 0.051 m and not 0.051000000000000004. */
export function toSi(value: number, scale: number): number {
  if (scale === 1) return value;
  const parts = Math.round(1 / scale);
  return parts > 1 && 1 / parts === scale ? value / parts : value * scale;
}
