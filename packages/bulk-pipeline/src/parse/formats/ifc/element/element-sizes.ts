import { type Bounds, type CrossSection, MAX_COORDINATE } from '@sizewise/shared';

import { type PropertySet } from './property-sets.ts';
import { type Property, type PropertyValue } from './property.ts';
import { type SizeName, type SizeNames, type SizeRole } from './size-names.ts';
import { parseFlowText, parseSizeText } from './size-text.ts';
import { type SweptSection } from './swept-section.ts';

/** Sizes of one element in metres, flow in m³/s. */
export interface ElementSizes {
  shape: CrossSection | null;
  width: number | null;
  height: number | null;
  diameter: number | null;
  length: number | null;
  airflow: number | null;
}

export interface SizeEvidence {
  readonly names: SizeNames;
  /** Quantities and properties, those of the occurrence before those of its type. */
  readonly sets: readonly PropertySet[];
  /** Cross sections that the body and then the material are given with. */
  readonly sections: readonly (SweptSection | null)[];
  readonly bounds: Bounds | null;
  /** Metres per length unit of the file, m³/s per flow unit. */
  readonly lengthUnit: number;
  readonly flowUnit: number | null;
  /** Whether a flow of this element is one of air. */
  readonly carriesAir: boolean;
}

interface Candidate {
  readonly property: Property;
  readonly name: SizeName;
  readonly order: number;
}

const LENGTH_MEASURES = new Set([
  'IFCLENGTHMEASURE',
  'IFCPOSITIVELENGTHMEASURE',
  'IFCNONNEGATIVELENGTHMEASURE',
]);
const MILLIMETRE = 0.001;
/** Quantities go before properties, those before the parts of complex properties; ranks of names are below. */
const SET_RANK = 100;
const PART_RANK = 10;
/** Flows beyond this many m³/s are refused by the segment's schema. */
const MAX_FLOW = 1e6;
/** A bent run is longer than its box; a flexible duct in the test drawings by up to 1.6 times. */
const LENGTH_OVER_DIAGONAL = 3;
/** A straight run is no shorter than the smallest side of its box; half of it leaves room for flanges. */
const LENGTH_OVER_SIDE = 0.5;
/** A cross section fits into the element's box, up to rounding. */
const SECTION_OVER_DIAGONAL = 1.05;

/** Gathers the sizes that a file states: quantities first, then property sets, then profiles. */
export function elementSizes(evidence: SizeEvidence): ElementSizes {
  const sizes: ElementSizes = {
    shape: null,
    width: null,
    height: null,
    diameter: null,
    length: null,
    airflow: null,
  };
  const candidates = candidatesOf(evidence);
  const first = (role: SizeRole, read: (candidate: Candidate) => number | null): number | null => {
    for (const candidate of candidates) {
      const value = candidate.name.role === role ? read(candidate) : null;
      if (value !== null) return value;
    }
    return null;
  };
  sizes.length = first('length', (candidate) => lengthOf(candidate, evidence));
  sizes.width = first('width', (candidate) => lengthOf(candidate, evidence));
  sizes.height = first('height', (candidate) => lengthOf(candidate, evidence));
  sizes.diameter = first('diameter', (candidate) => lengthOf(candidate, evidence));
  sizes.airflow = evidence.carriesAir ? first('flow', (candidate) => flowOf(candidate, evidence)) : null;
  for (const candidate of candidates) {
    if (candidate.name.role === 'section' || candidate.name.role === 'diameter')
      fillFromText(sizes, candidate, evidence);
  }
  for (const section of evidence.sections) fillFromSection(sizes, section, evidence.lengthUnit);
  sizes.shape = statedShape(candidates) ?? sizes.shape ?? impliedShape(sizes);
  return sizes;
}

function candidatesOf({ sets, names }: SizeEvidence): Candidate[] {
  const found: Candidate[] = [];
  const add = (properties: readonly Property[], before: number): void => {
    for (const property of properties) {
      const name = names.of(property.name);
      if (name !== null) found.push({ property, name, order: before + name.rank });
      if (property.parts.length > 0) add(property.parts, before + PART_RANK);
    }
  };
  for (const set of sets) add(set.properties, set.kind === 'quantities' ? 0 : SET_RANK);
  return found.sort((a, b) => a.order - b.order);
}

function lengthOf(candidate: Candidate, evidence: SizeEvidence): number | null {
  return within(metresOf(candidate, evidence), MAX_COORDINATE);
}

/** A value in SI; divided where the SI unit is a whole number of units, so that 51 mm is 0.051 and not a digit beside. */
function scaled(value: number, unit: number): number {
  const perMetre = 1 / unit;
  return Number.isInteger(perMetre) ? value / perMetre : value * unit;
}

/** A size is positive and not absurd; one that is not stays among the properties only. */
function within(value: number | null, limit: number): number | null {
  return value !== null && value > 0 && value <= limit ? value : null;
}

function metresOf({ property, name }: Candidate, evidence: SizeEvidence): number | null {
  const value = singleNumber(property);
  if (value === null) return metresOfText(property.value);
  if (!(value > 0)) return null;
  if (property.unit !== null) return scaled(value, property.unit);
  if (name.unit !== null) return scaled(value, name.unit);
  if (property.measure !== null && LENGTH_MEASURES.has(property.measure))
    return scaled(value, evidence.lengthUnit);
  return assumedMetres(value, name.role === 'length' ? 'length' : 'section', evidence);
}

/** A text of one number with its unit: `1546 mm`. */
function metresOfText(value: PropertyValue): number | null {
  const size = typeof value === 'string' ? parseSizeText(value) : null;
  const [only] = size?.values ?? [];
  return size?.values.length === 1 && only !== undefined && size.unit !== null
    ? scaled(only, size.unit)
    : null;
}

/**
 * A number whose unit the file does not say is in the file's length unit where that fits the element's box, else in
 * millimetres where that fits, else unknown. (Exporters write display values beside a metre model.)
 */
function assumedMetres(value: number, what: 'length' | 'section', evidence: SizeEvidence): number | null {
  const { bounds } = evidence;
  if (bounds === null) return null;
  const sides = [bounds.maxX - bounds.minX, bounds.maxY - bounds.minY, bounds.maxZ - bounds.minZ];
  const diagonal = Math.hypot(...sides);
  const high = diagonal * (what === 'length' ? LENGTH_OVER_DIAGONAL : SECTION_OVER_DIAGONAL);
  const low = what === 'length' ? Math.min(...sides) * LENGTH_OVER_SIDE : 0;
  for (const unit of [evidence.lengthUnit, MILLIMETRE]) {
    const metres = scaled(value, unit);
    if (metres >= low && metres <= high) return metres;
  }
  return null;
}

/** A plain number, a number written as text, or a list of one number. */
function singleNumber({ value }: Property): number | null {
  const one = Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value;
  if (typeof one === 'number') return Number.isFinite(one) ? one : null;
  return typeof one === 'string' && /^\s*\d+(?:[.,]\d+)?\s*$/.test(one)
    ? Number(one.replace(',', '.'))
    : null;
}

function flowOf({ property }: Candidate, evidence: SizeEvidence): number | null {
  if (typeof property.value === 'string') return within(parseFlowText(property.value), MAX_FLOW);
  const value = singleNumber(property);
  if (value === null || !(value > 0)) return null;
  if (property.measure !== 'IFCVOLUMETRICFLOWRATEMEASURE') return null;
  const unit = property.unit ?? evidence.flowUnit;
  return unit === null ? null : within(scaled(value, unit), MAX_FLOW);
}

/** Fills what is still open from a text such as `300x200`; a size already known is kept. */
function fillFromText(sizes: ElementSizes, { property, name }: Candidate, evidence: SizeEvidence): void {
  const size = typeof property.value === 'string' ? parseSizeText(property.value) : null;
  if (size === null || sizes.width !== null || sizes.height !== null || sizes.diameter !== null) return;
  const metres = size.values.map((value) => {
    const unit = size.unit ?? property.unit;
    const stated = unit === null ? assumedMetres(value, 'section', evidence) : scaled(value, unit);
    return within(stated, MAX_COORDINATE);
  });
  const [a = null, b = null] = metres;
  if (metres.length === 2 && a !== null && b !== null) {
    sizes.width = a;
    sizes.height = b;
  } else if (metres.length === 1 && (size.round || name.role === 'diameter')) {
    sizes.diameter = a;
  }
}

function fillFromSection(sizes: ElementSizes, section: SweptSection | null, lengthUnit: number): void {
  if (section === null) return;
  const metres = (value: number | null): number | null =>
    value === null ? null : within(scaled(value, lengthUnit), MAX_COORDINATE);
  sizes.length ??= metres(section.length);
  if (sizes.width !== null || sizes.height !== null || sizes.diameter !== null) return;
  sizes.width = metres(section.width);
  sizes.height = metres(section.height);
  sizes.diameter = metres(section.diameter);
  sizes.shape = section.shape;
}

function statedShape(candidates: readonly Candidate[]): CrossSection | null {
  for (const { name, property } of candidates) {
    if (name.role !== 'shape') continue;
    const text = String(Array.isArray(property.value) ? property.value[0] : property.value).toLowerCase();
    if (/oval/.test(text)) return 'oval';
    if (/rect|rechteck|square/.test(text)) return 'rectangular';
    if (/round|circ|rund/.test(text)) return 'round';
  }
  return null;
}

function impliedShape(sizes: ElementSizes): CrossSection | null {
  if (sizes.width !== null && sizes.height !== null) return 'rectangular';
  return sizes.diameter !== null && sizes.width === null && sizes.height === null ? 'round' : null;
}
