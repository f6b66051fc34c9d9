import { type UnitSource } from '@sizewise/shared';

import { type ChunkPlan, type ChunkRange, type ParseOptions, type PlanRequest } from '../../format.ts';
import { unitUse } from '../../unit-use.ts';
import { coordinateScale, type CoordinateScale } from './coordinate-system.ts';
import { FILE_START, readFeatures, type RawFeature, type ReaderState } from './read-features.ts';

/** What every chunk is read with. */
export interface GeoJsonShared {
  readonly coordinates: CoordinateScale;
}

/**
 * Reads the file once, finds where its features begin and how its coordinates are meant, and cuts it between features.
 * @throws TruncatedGeoJsonError.
 */
export async function planGeoJson(request: PlanRequest, maxRecordBytes: number): Promise<ChunkPlan> {
  const { file, options, chunkBytes, signal } = request;
  const cutter = new ChunkCutter(chunkBytes);
  const headers = new Map<string, string>();
  const range = { path: file.path, start: 0, end: Infinity, from: FILE_START, maxRecordBytes, signal };
  await readFeatures(range, {
    record: (record) => cutter.add(record),
    // The first one counts: a sequence of collections has one system, or none that can be told.
    header: (name, value) => void (headers.has(name) || headers.set(name, value)),
  });
  const coordinates = coordinateScale({
    unit: options.unit,
    crs: options.crs ?? null,
    fileCrs: headers.get('crs') ?? null,
    fileUnit: headers.get('coordinateUnit') ?? null,
  });
  const chunks = cutter.end(file.bytes);
  const { assumed } = coordinates;
  const warnings =
    assumed === null || chunks.length === 0
      ? []
      : [{ code: 'unit_assumed' as const, detail: assumed, count: 1 }];
  const shared: GeoJsonShared = { coordinates };
  const facts = { unit: unitUse(coordinates.scale, sourceOf(options, assumed)) };
  return { shared: { ...shared }, chunks, ignored: {}, warnings, facts };
}

function sourceOf({ unit, crs }: ParseOptions, assumed: string | null): UnitSource {
  if (assumed !== null) return 'assumed';
  return unit !== null || (crs ?? null) !== null ? 'query' : 'file';
}

/** Gathers records into chunks; a chunk reaches up to the first record of the next. */
class ChunkCutter {
  readonly #chunkBytes: number;
  readonly #chunks: ChunkRange[] = [];
  #start = 0;
  #from: ReaderState | null = null;

  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
  }

  add({ byteOffset, before, canStart }: RawFeature): undefined {
    if (this.#from === null) this.#from = FILE_START;
    else if (canStart && byteOffset - this.#start >= this.#chunkBytes) {
      this.#cut(byteOffset);
      this.#start = byteOffset;
      this.#from = before;
    }
  }

  end(fileBytes: number): ChunkRange[] {
    if (this.#from !== null) this.#cut(fileBytes);
    return this.#chunks;
  }

  #cut(end: number): void {
    this.#chunks.push({ start: this.#start, end, context: { ...this.#from } });
  }
}
