import { type StepModel } from './step-model.ts';
import { enumerationOf, numberOf, refOf, refsOf, textOf } from './step-access.ts';

/** Units of one file; null where it names none. */
export interface IfcUnits {
  /** Metres per length unit. */
  readonly length: number | null;
  /** Radians per plane angle unit. */
  readonly angle: number | null;
  /** Cubic metres per second per volumetric flow unit. */
  readonly flow: number | null;
  /** Units of the file that cannot be used, one sentence each. */
  readonly faults: readonly string[];
}

/** Units of drawings are from a micrometre to ten kilometres; an angle unit is no larger than a turn. */
const LENGTH_RANGE = [1e-6, 1e4] as const;
const ANGLE_RANGE = [1e-6, 2 * Math.PI] as const;
/** From a microlitre to a thousand cubic metres, per second. */
const FLOW_RANGE = [1e-9, 1e3] as const;

/** ISO 10303-41 SI prefixes. */
const PREFIXES: Readonly<Record<string, number>> = {
  EXA: 1e18,
  PETA: 1e15,
  TERA: 1e12,
  GIGA: 1e9,
  MEGA: 1e6,
  KILO: 1e3,
  HECTO: 1e2,
  DECA: 1e1,
  DECI: 1e-1,
  CENTI: 1e-2,
  MILLI: 1e-3,
  MICRO: 1e-6,
  NANO: 1e-9,
  PICO: 1e-12,
  FEMTO: 1e-15,
  ATTO: 1e-18,
};

const POWERS: Readonly<Record<string, number>> = { SQUARE_METRE: 2, CUBIC_METRE: 3 };
/** A derived unit of conversion units of SI units is as deep as units go. */
const MAX_DEPTH = 3;
const MAX_FACTORS = 16;

/** The units that IfcProject assigns (IfcUnitAssignment). */
export function readUnits(model: StepModel, project: number | null): IfcUnits {
  const units = { length: null, angle: null, flow: null } as {
    -readonly [K in Exclude<keyof IfcUnits, 'faults'>]: IfcUnits[K];
  };
  const faults: string[] = [];
  const usable = (unit: number, [least, most]: readonly [number, number]): number | null => {
    const scale = unitScale(model, unit);
    if (scale !== null && scale >= least && scale <= most) return scale;
    const known = knownConversion(model, unit);
    const size = scale === null ? 'cannot be read' : `would be ${scale} of its SI unit`;
    const taken = known === null ? '' : '; what its name says was taken';
    faults.push(`The unit #${unit} (${model.typeOf(unit) ?? 'missing'}) ${size}${taken}`);
    return known;
  };
  const context = project === null ? null : refOf(model.args(project)?.[8]);
  for (const unit of context === null ? [] : refsOf(model.args(context)?.[0])) {
    const kind = unitKind(model, unit);
    if (kind === 'LENGTHUNIT') units.length = usable(unit, LENGTH_RANGE);
    else if (kind === 'PLANEANGLEUNIT') units.angle = usable(unit, ANGLE_RANGE);
    else if (kind === 'VOLUMETRICFLOWRATEUNIT') units.flow = usable(unit, FLOW_RANGE);
  }
  return { ...units, faults };
}

function unitKind(model: StepModel, unit: number): string | null {
  const args = model.args(unit);
  return enumerationOf(args?.[1]);
}

/** The value of one unit in its SI unit (IfcSIUnit, IfcConversionBasedUnit, IfcDerivedUnit); null where it cannot be read. */
export function unitScale(model: StepModel, unit: number, depth = 0): number | null {
  const args = model.args(unit);
  if (args === null || depth > MAX_DEPTH) return null;
  switch (model.typeOf(unit)) {
    case 'IFCSIUNIT': {
      const prefix = enumerationOf(args[2]);
      const power = POWERS[enumerationOf(args[3]) ?? ''] ?? 1;
      return prefix === null ? 1 : (PREFIXES[prefix] ?? Number.NaN) ** power || null;
    }
    case 'IFCCONVERSIONBASEDUNIT':
    case 'IFCCONVERSIONBASEDUNITWITHOFFSET':
      return conversionScale(model, refOf(args[3]), depth) ?? knownConversion(model, unit);
    case 'IFCDERIVEDUNIT':
      return derivedScale(model, refsOf(args[0]), depth);
    default:
      return null;
  }
}

/** Conversion units whose factor a file leaves out or turns upside down, by the names IFC gives them. */
const KNOWN_CONVERSIONS: ReadonlyMap<string, number> = new Map([
  ['DEGREE', Math.PI / 180],
  ['INCH', 0.0254],
  ['FOOT', 0.3048],
  ['YARD', 0.9144],
  ['MILE', 1609.344],
]);

function knownConversion(model: StepModel, unit: number): number | null {
  const isConversion = model.typeOf(unit)?.startsWith('IFCCONVERSIONBASEDUNIT') === true;
  const name = isConversion ? textOf(model.args(unit)?.[2]) : null;
  return name === null ? null : (KNOWN_CONVERSIONS.get(name.toUpperCase()) ?? null);
}

function conversionScale(model: StepModel, measure: number | null, depth: number): number | null {
  const args = measure === null ? null : model.args(measure);
  const factor = numberOf(args?.[0]);
  const base = refOf(args?.[1]);
  if (factor === null || base === null) return null;
  const scale = unitScale(model, base, depth + 1);
  return scale === null ? null : factor * scale;
}

function derivedScale(model: StepModel, elements: readonly number[], depth: number): number | null {
  if (elements.length > MAX_FACTORS) return null;
  let scale = 1;
  for (const element of elements) {
    const args = model.args(element);
    const base = refOf(args?.[0]);
    const exponent = numberOf(args?.[1]);
    const part = base === null || exponent === null ? null : unitScale(model, base, depth + 1);
    if (part === null || exponent === null) return null;
    scale *= part ** exponent;
  }
  return scale;
}
