import { type RecordPosition } from '@sizewise/shared';

import { type DrawingFormat, type ParseRequest } from '../../format.ts';
import { storableJson } from '../../../storable.ts';
import { type ClassTable } from '../table/class-table.ts';
import { checkStorable } from '../table/field-checks.ts';
import { IgnoredClasses } from '../table/ignored-classes.ts';
import { RecordFault } from '../table/record-fault.ts';
import { type RowOutcome } from '../table/row-outcome.ts';
import { FeatureRecordReader } from './feature-record.ts';
import { parseFeature } from './feature-text.ts';
import { checkGeoJsonMapping } from './geojson-mapping.ts';
import { planGeoJson, type GeoJsonShared } from './geojson-plan.ts';
import { readFeatures, type RawFeature, type ReaderState } from './read-features.ts';

export interface GeoJsonOptions {
  readonly classes: ClassTable;
  /** Longest feature that is read, bytes (16 MiB); longer ones are rejected without being held. */
  readonly maxRecordBytes?: number | undefined;
}

const DEFAULT_MAX_RECORD_BYTES = 16 * 1024 * 1024;

/** Builds the GeoJSON reader. */
export function createGeoJsonFormat(options: GeoJsonOptions): DrawingFormat {
  const maxRecordBytes = options.maxRecordBytes ?? DEFAULT_MAX_RECORD_BYTES;
  return {
    name: 'geojson',
    plan: (request) => planGeoJson(request, maxRecordBytes),
    checkMapping: (request) => checkGeoJsonMapping(request, maxRecordBytes),
    parse: (request) => new GeoJsonChunk(request, options.classes, maxRecordBytes).parse(),
  };
}

/** Parses one chunk. */
class GeoJsonChunk {
  readonly #request: ParseRequest;
  readonly #maxRecordBytes: number;
  readonly #reader: FeatureRecordReader;
  readonly #ignored: IgnoredClasses;

  constructor(request: ParseRequest, classes: ClassTable, maxRecordBytes: number) {
    const { sink, options } = request;
    const { coordinates } = request.shared as unknown as GeoJsonShared;
    this.#request = request;
    this.#maxRecordBytes = maxRecordBytes;
    this.#ignored = new IgnoredClasses(sink);
    this.#reader = new FeatureRecordReader({
      unit: options.unit,
      mapping: options.table ?? {},
      onColumns: request.onColumns,
      coordinates,
      classes,
      warn: (code, detail) => sink.warn(code, detail),
    });
  }

  async parse(): Promise<void> {
    const { file, chunk, signal } = this.#request;
    const { start, end } = chunk;
    const from = chunk.context as unknown as ReaderState;
    const range = { path: file.path, start, end, from, maxRecordBytes: this.#maxRecordBytes, signal };
    await readFeatures(range, { record: (feature) => this.#take(feature) });
  }

  #take(feature: RawFeature): Promise<void> | undefined {
    const { sink } = this.#request;
    const position = positionOf(feature);
    try {
      const outcome = this.#read(feature, position);
      if (outcome.record !== undefined) return sink.segment(outcome.record);
      this.#ignored.count(outcome.ignoredClass);
    } catch (error) {
      if (!(error instanceof RecordFault)) throw error;
      sink.reject({ position, raw: Buffer.from(feature.bytes), code: error.code, reason: error.message });
    }
    return undefined;
  }

  #read(feature: RawFeature, position: RecordPosition): RowOutcome {
    const { value, text } = parseFeature(feature, this.#maxRecordBytes);
    // In JSON text, NUL and lone surrogates can stand only as escapes.
    if (!text.includes('\\u')) return this.#reader.read(value, position);
    checkStorable(value, 'The feature');
    const clean = storableJson(value, () =>
      this.#request.sink.warn('character_replaced', 'in a JSON string'),
    );
    return this.#reader.read(clean, position);
  }
}

/** `features[12]`; objects of a sequence are counted from `[0]`. */
function positionOf({ byteOffset, before }: RawFeature): RecordPosition {
  const { line, root, feature } = before;
  const inRoot = feature === null ? '' : `features[${feature}]`;
  const path = feature === null ? `[${root}]` : root === 0 ? inRoot : `[${root}].${inRoot}`;
  return { line, byteOffset, path };
}
