import { unitScale } from '../table/units.ts';
import { epsgUnit } from './epsg-units.ts';

/** `EPSG:3547`, `urn:ogc:def:crs:EPSG::3547`, `http://www.opengis.net/def/crs/EPSG/0/3547`, or the number alone. */
const EPSG_NAME = /^(?:.*\bEPSG\b.*?[:/])?(\d{4,6})$/i;
const LONGITUDE_LATITUDE = /\bCRS(?:84h?|83|27)$|\bWGS ?84$/i;
const UNIT_IN_BRACKETS = /\(([^()]+)\)\s*$/;
const SHOWN = 100;

/** How the coordinates of a file become metres. */
export interface CoordinateScale {
  /** Metres per unit. */
  readonly scale: number;
  /** True for longitude and latitude, whose distances are no lengths. */
  readonly isAngular: boolean;
  /** Why metres had to be assumed; null where the caller or the file says the unit. */
  readonly assumed: string | null;
}

export interface CoordinateFacts {
  /** What the caller said: a key of LENGTH_UNITS. */
  readonly unit: string | null;
  /** What the caller said: the name of a coordinate reference system. */
  readonly crs: string | null;
  /** JSON text of the file's member `crs`. */
  readonly fileCrs: string | null;
  /** JSON text of the file's member `coordinateUnit`, which our own export writes. */
  readonly fileUnit: string | null;
}

/**
 * The unit of the coordinates: what the caller says goes before what the file says, a unit before a system. Systems
 * are not transformed: those in feet are scaled, geographic and unknown ones are read as metres and named.
 */
export function coordinateScale(facts: CoordinateFacts): CoordinateScale {
  const told = facts.unit === null ? null : unitScale('length', facts.unit);
  if (told !== null) return { scale: told, isAngular: false, assumed: null };
  if (facts.crs !== null) return scaleOfSystem(facts.crs);
  const unit = readJson(facts.fileUnit);
  const own = typeof unit === 'string' ? unitScale('length', unit) : null;
  if (own !== null) return { scale: own, isAngular: false, assumed: null };
  const name = systemName(readJson(facts.fileCrs));
  if (name !== null) return scaleOfSystem(name);
  return { scale: 1, isAngular: false, assumed: 'coordinates: metres, no coordinate system is named' };
}

function scaleOfSystem(name: string): CoordinateScale {
  const shown = name.trim().slice(0, SHOWN);
  const code = EPSG_NAME.exec(shown)?.[1];
  const unit = code === undefined ? null : epsgUnit(Number(code));
  if (unit === 'degrees' || LONGITUDE_LATITUDE.test(shown)) {
    return { scale: 1, isAngular: true, assumed: `coordinates: metres, ${shown} is not metric` };
  }
  const scale = unit === null ? unitScale('length', bracketed(shown)) : unitScale('length', unit);
  if (scale !== null) return { scale, isAngular: false, assumed: null };
  return { scale: 1, isAngular: false, assumed: `coordinates: metres, the unit of ${shown} is not known` };
}

function bracketed(name: string): string {
  return UNIT_IN_BRACKETS.exec(name)?.[1] ?? '';
}

/** The name in a `crs` member, by GeoJSON 2008 (`name`) or its drafts (`EPSG` with a code). */
function systemName(crs: unknown): string | null {
  if (typeof crs === 'string') return crs;
  if (typeof crs !== 'object' || crs === null) return null;
  const { properties } = crs as { properties?: unknown };
  if (typeof properties !== 'object' || properties === null) return null;
  const { name, code } = properties as { name?: unknown; code?: unknown };
  if (typeof name === 'string') return name;
  return typeof code === 'number' || typeof code === 'string' ? `EPSG:${code}` : null;
}

function readJson(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
