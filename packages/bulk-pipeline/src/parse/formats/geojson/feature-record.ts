import { type ColumnUse, type RecordPosition, type TableMapping, type WarningCode } from '@sizewise/shared';

import { isSegmentObject, readSegmentObject } from '../ndjson/segment-object.ts';
import { putProperty } from '../table/cells.ts';
import { type ClassTable } from '../table/class-table.ts';
import { checkSize, checkStorable } from '../table/field-checks.ts';
import { RecordFault } from '../table/record-fault.ts';
import { type RowOutcome } from '../table/row-outcome.ts';
import { isMapped } from '../table/table-mapping.ts';
import { unitScale } from '../table/units.ts';
import { type CoordinateScale } from './coordinate-system.ts';
import { readHeights } from './feature-heights.ts';
import { layoutFeature } from './feature-layout.ts';
import { featureId, FeaturePropertiesReader, type FeatureOutcome } from './feature-properties.ts';
import { boundsOfGeometry, isGeometry, lengthOfGeometry, readGeometry, type Geometry } from './geometry.ts';
import { outlineOf } from './outline.ts';

/** Members that RFC 7946 gives a Feature, and those of a geometry that stands for one. */
const FEATURE_MEMBERS: ReadonlySet<string> = new Set(['type', 'id', 'bbox', 'geometry', 'properties', 'crs']);
const GEOMETRY_MEMBERS: ReadonlySet<string> = new Set(['type', 'bbox', 'coordinates', 'geometries', 'crs']);
const NO_HEIGHTS = layoutFeature([], null);

export interface FeatureRecordOptions {
  readonly unit: string | null;
  readonly mapping: TableMapping;
  readonly onColumns: ((uses: readonly ColumnUse[]) => void) | undefined;
  readonly coordinates: CoordinateScale;
  readonly classes: ClassTable;
  readonly warn: (code: WarningCode, detail: string) => void;
}

/** Turns features, and geometries by themselves, into segments. */
export class FeatureRecordReader {
  readonly #options: FeatureRecordOptions;
  readonly #properties: FeaturePropertiesReader;

  constructor(options: FeatureRecordOptions) {
    this.#options = options;
    this.#properties = new FeaturePropertiesReader(options);
  }

  /** @throws RecordFault. */
  read(value: unknown, position: RecordPosition): RowOutcome {
    const feature = asFeature(value);
    const { scale, isAngular } = this.#options.coordinates;
    const geometry = readGeometry(feature.geometry, scale);
    const outcome = this.#readProperties(feature, geometry, position);
    if (outcome.record === undefined) return outcome;
    const { record, heights } = outcome;
    for (const [key, member] of feature.others) putProperty(record.properties, key, member);
    if (feature.others.length > 0) checkStorable(record.properties, 'properties');
    if (geometry === null) return { record };
    const bounds = boundsOfGeometry(geometry);
    const placed = heights === null ? bounds : { ...bounds, minZ: heights.minZ, maxZ: heights.maxZ };
    const length = isAngular ? null : checkSize(lengthOfGeometry(geometry), 'length', 1);
    record.length ??= length;
    record.bounds = placed;
    return { record: { ...record, outline: outlineOf(geometry) } };
  }

  #readProperties(
    feature: FeatureParts,
    geometry: Geometry | null,
    position: RecordPosition,
  ): FeatureOutcome {
    const { id, bbox, properties } = feature;
    const { unit, mapping, classes, coordinates } = this.#options;
    const needsHeights = geometry !== null && !geometry.hasHeights;
    const { scale } = coordinates;
    if (isExported(properties) && !isMapped(Object.keys(properties), mapping)) {
      const own = unitScale('length', unit ?? 'm') ?? 1;
      const outcome = readSegmentObject(properties, position, own, classes);
      // In our own export, which names the external id itself, the member is the id of the stored segment.
      if (outcome.record && !Object.hasOwn(properties, 'externalId'))
        outcome.record.externalId = featureId(id);
      const heights = needsHeights ? readHeights(NO_HEIGHTS, [], bbox, scale) : null;
      return { ...outcome, heights };
    }
    const hasGeometry = geometry !== null;
    return this.#properties.read({ id, bbox, properties, needsHeights, hasGeometry, scale }, position);
  }
}

interface FeatureParts {
  readonly id: unknown;
  readonly bbox: unknown;
  readonly geometry: unknown;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Foreign members, which are kept as properties. */
  readonly others: readonly (readonly [string, unknown])[];
}

function asFeature(value: unknown): FeatureParts {
  if (!isObject(value)) throw new RecordFault('malformed_record', 'The feature is not an object');
  const { id, bbox, geometry, properties } = value;
  if (isGeometry(value)) {
    return { id: null, bbox, geometry: value, properties: {}, others: othersOf(value, GEOMETRY_MEMBERS) };
  }
  if (value['type'] !== 'Feature' && geometry === undefined) {
    throw new RecordFault('malformed_record', 'The object is neither a feature nor a geometry');
  }
  if (properties !== undefined && properties !== null && !isObject(properties)) {
    throw new RecordFault('invalid_field', 'properties is not an object');
  }
  return { id, bbox, geometry, properties: properties ?? {}, others: othersOf(value, FEATURE_MEMBERS) };
}

function othersOf(value: Record<string, unknown>, known: ReadonlySet<string>): [string, unknown][] {
  return Object.entries(value).filter(([key]) => !known.has(key));
}

/** Properties as our own export writes them: all fields of a segment, in SI units. */
function isExported(properties: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(properties, 'segmentType') && isSegmentObject(properties);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
