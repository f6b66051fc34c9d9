import { type CalculatedSegment } from './calculation-input.ts';
import { sectionOf } from './duct-section.ts';
import { type FittingLoss, lossCoefficient } from './fitting-losses.ts';

/** Coefficient of a fitting and where it comes from: the file itself, or the table by its kind. */
export interface FittingCoefficient {
  readonly coefficient: number;
  readonly from: 'file' | 'table';
  readonly kind: FittingLoss['kind'] | null;
}

/** Names that hold a figure or the kind of a fitting, without case, spaces and signs. */
const COEFFICIENT = ['losscoefficient'];
const ANGLE = ['angle', 'bendangle', 'bendingangle'];
const RADIUS_RATIO = ['radiusratio', 'bendradiusratio'];
const KIND = ['fittingtype', 'predefinedtype', 'fitting', 'objecttype', 'typename'];
/** `psets`, a set, a property. */
const DEEPEST = 3;
const BRANCH_RATIO = ['arearatio'];
const OPENING = ['opening', 'openingangle', 'bladeangle'];
/** A bend radius in the name of a type, as `1.5 D`, `1.5W`, `R/D=1.5`. */
const RADIUS_IN_NAME = /(\d+(?:\.\d+)?)\s*[dw]\b|r\s*\/\s*[dw]\s*=?\s*(\d+(?:\.\d+)?)/i;
const ANGLES = [30, 45, 90] as const;

/**
 * Coefficient of a fitting, by a figure in its properties (`Loss Coefficient`), else by its kind where name, type and
 * properties say all that the table needs.
 * @returns null where they do not: no coefficient is made up.
 */
export function fittingCoefficient(segment: CalculatedSegment): FittingCoefficient | null {
  const facts = new Facts(segment.properties);
  const given = facts.number(COEFFICIENT);
  if (given !== null && given >= 0) return { coefficient: given, from: 'file', kind: null };
  const fitting = fittingOf(segment, facts);
  const coefficient = fitting && lossCoefficient(fitting);
  return fitting && coefficient !== null ? { coefficient, from: 'table', kind: fitting.kind } : null;
}

function fittingOf(segment: CalculatedSegment, facts: Facts): FittingLoss | null {
  const words = [segment.name ?? '', ...facts.texts(KIND)].join(' ').toLowerCase();
  if (/damper/.test(words)) return damper(words, facts);
  if (/elbow|\bbend\b/.test(words)) return elbow(segment, words, facts);
  if (/\btee\b|\bwye\b|junction/.test(words)) return tee(words, facts);
  if (/transition|reducer/.test(words)) return transition(segment, words);
  if (/bell\s*-?mouth/.test(words)) return { kind: 'entrance', edge: 'bell_mouth' };
  return null;
}

function elbow(segment: CalculatedSegment, words: string, facts: Facts): FittingLoss | null {
  const section = sectionOf(segment);
  if (section === null || section.shape === 'oval') return null;
  // One cut is what `mitered` says of a rectangular elbow; a round one has two to five pieces, which it does not say.
  if (/mitt?er|mitre/.test(words) && section.shape === 'rectangular') {
    return { kind: 'mitered_elbow', section: 'rectangular', miters: 1 };
  }
  const inName = RADIUS_IN_NAME.exec(words);
  const radiusRatio = facts.number(RADIUS_RATIO) ?? Number(inName?.[1] ?? inName?.[2] ?? NaN);
  const degrees = facts.number(ANGLE);
  const angle = ANGLES.find((one) => degrees !== null && Math.abs(one - degrees) < 0.5);
  if (angle === undefined || Number.isNaN(radiusRatio)) return null;
  if (section.shape === 'round') return { kind: 'round_elbow', angle, radiusRatio };
  if (angle !== 90) return null;
  const [short, long] = [Math.min(section.width, section.height), Math.max(section.width, section.height)];
  return { kind: 'rectangular_elbow', aspectRatio: long / short, radiusRatio };
}

function tee(words: string, facts: Facts): FittingLoss | null {
  const areaRatio = facts.number(BRANCH_RATIO);
  const degrees = facts.number(ANGLE);
  const angle = degrees === 90 || degrees === 45 ? degrees : null;
  const path = /branch/.test(words) ? 'branch' : /straight|through/.test(words) ? 'straight' : null;
  return areaRatio === null || angle === null || path === null
    ? null
    : { kind: 'round_tee', angle, path, areaRatio };
}

function transition(segment: CalculatedSegment, words: string): FittingLoss | null {
  const section = sectionOf(segment);
  if (section === null || section.shape === 'oval' || segment.length === null) return null;
  const size = section.shape === 'round' ? section.diameter : section.width;
  const isMixed = /rect\w*[\s_-]*(to|-)[\s_-]*round|round[\s_-]*(to|-)[\s_-]*rect/.test(words);
  const between = isMixed ? 'rectangular_to_round' : section.shape;
  return { kind: 'transition', between, lengthRatio: segment.length / size };
}

function damper(words: string, facts: Facts): FittingLoss | null {
  const opening = facts.number(OPENING);
  const blades = /butterfly/.test(words) ? 'butterfly' : /parallel/.test(words) ? 'parallel' : null;
  return opening === null || blades === null ? null : { kind: 'damper', blades, opening };
}

/** Properties and those of property sets, by name; the first of a name counts. */
class Facts {
  readonly #byName = new Map<string, unknown>();

  constructor(properties: Readonly<Record<string, unknown>>) {
    this.#addAll(properties, 1);
  }

  number(names: readonly string[]): number | null {
    for (const name of names) {
      const value = this.#byName.get(name);
      const figure = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof figure === 'number' && Number.isFinite(figure)) return figure;
    }
    return null;
  }

  texts(names: readonly string[]): string[] {
    return names.flatMap((name) => {
      const value = this.#byName.get(name);
      return typeof value === 'string' ? [value] : [];
    });
  }

  #addAll(properties: object, depth: number): void {
    for (const [name, value] of Object.entries(properties)) {
      const isSet = value !== null && typeof value === 'object' && !Array.isArray(value);
      if (!isSet) this.#add(name, value);
      else if (depth < DEEPEST) this.#addAll(value as object, depth + 1);
    }
  }

  #add(name: string, value: unknown): void {
    const key = name.toLowerCase().replace(/[^a-z]/g, '');
    if (!this.#byName.has(key)) this.#byName.set(key, value);
  }
}
