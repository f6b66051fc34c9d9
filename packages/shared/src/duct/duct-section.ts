import { type CrossSection } from '../segment-type.ts';
import { checkPositive } from './duct-errors.ts';

/** Clear cross-section of a duct, metres. Of a flat oval, `width` and `height` are the major and minor axis. */
export type DuctSection =
  | { readonly shape: 'round'; readonly diameter: number }
  | { readonly shape: 'rectangular' | 'oval'; readonly width: number; readonly height: number };

/** Sizes as a segment has them, metres. */
export interface SectionSizes {
  readonly shape: CrossSection | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly diameter: number | null;
}

/** The cross-section that a segment's sizes say, or null where they do not say all of it. */
export function sectionOf({ shape, width, height, diameter }: SectionSizes): DuctSection | null {
  const isFlat = isSize(width) && isSize(height);
  if (shape === 'oval') return isFlat ? { shape, width, height } : null;
  if (shape !== 'round' && isFlat) return { shape: 'rectangular', width, height };
  return shape !== 'rectangular' && isSize(diameter) ? { shape: 'round', diameter } : null;
}

function isSize(value: number | null): value is number {
  return value !== null && value > 0 && Number.isFinite(value);
}

/** Area, m². A flat oval is a rectangle between two half circles. @throws DuctInputError */
export function sectionArea(section: DuctSection): number {
  if (section.shape === 'round') return (Math.PI * checkPositive('The diameter', section.diameter) ** 2) / 4;
  const [major, minor] = axes(section);
  if (section.shape === 'rectangular') return major * minor;
  return (Math.PI * minor ** 2) / 4 + minor * (major - minor);
}

/** Perimeter, m. @throws DuctInputError */
export function sectionPerimeter(section: DuctSection): number {
  if (section.shape === 'round') return Math.PI * checkPositive('The diameter', section.diameter);
  const [major, minor] = axes(section);
  if (section.shape === 'rectangular') return 2 * (major + minor);
  return Math.PI * minor + 2 * (major - minor);
}

/** Hydraulic diameter, m: 4 · area / perimeter (ASHRAE Fundamentals, Duct Design). @throws DuctInputError */
export function hydraulicDiameter(section: DuctSection): number {
  return (4 * sectionArea(section)) / sectionPerimeter(section);
}

/**
 * Diameter of the round duct that loses as much at the same flow and length, m. Rectangular: 1.30 (ab)^0.625 /
 * (a+b)^0.25 (Huebscher 1948). Flat oval: 1.55 A^0.625 / P^0.25 (Heyt and Diaz 1975). Both as in ASHRAE Fundamentals,
 * Duct Design.
 * @throws DuctInputError
 */
export function equivalentDiameter(section: DuctSection): number {
  if (section.shape === 'round') return checkPositive('The diameter', section.diameter);
  const [major, minor] = axes(section);
  if (section.shape === 'rectangular') return (1.3 * (major * minor) ** 0.625) / (major + minor) ** 0.25;
  return (1.55 * sectionArea(section) ** 0.625) / sectionPerimeter(section) ** 0.25;
}

function axes({ width, height }: { width: number; height: number }): [number, number] {
  checkPositive('The width', width);
  checkPositive('The height', height);
  return [Math.max(width, height), Math.min(width, height)];
}
