import { type DatabasePerformanceOptimizer } from '@sizewise/optimizer';
import {
  DETAIL_LIMIT,
  GRID_CELLS,
  ROOT_TILE_SIZE,
  type Tile,
  TILE_ORIGIN,
  type TileAddress,
  tileBox,
  type TileFilter,
  type TileMetadata,
  tileSize,
  type TileValue,
  type ValueRange,
} from '@sizewise/shared';

import { type CalculationStore } from '../calculations/calculation-store.ts';
import { type SpatialStore } from '../contracts.ts';
import { codeAttributes } from './code-attributes.ts';
import { countAttributes } from './count-attributes.ts';
import { countCells } from './count-cells.ts';
import { drawSegments } from './draw-segments.ts';
import { TooManySegmentsError } from './errors.ts';
import { ExtentCache } from './extent-cache.ts';
import { type PlanExtent } from './plan-extent.ts';
import { readProjectState } from './project-state.ts';
import { filterColumns, largestIn, segmentsIn } from './scan.ts';
import { SegmentColumnCache } from './segment-column-cache.ts';
import { BYTES_PER_SEGMENT, type SegmentColumns } from './segment-columns.ts';
import { outlinesOf, valuesOf } from './segment-lookups.ts';
import { type MetadataOptions, type TileOptions, type TileStore } from './tile-store.ts';

const MIB = 1024 ** 2;
const DEFAULT_BYTES = 192 * MIB;
/** Segments that an aggregated tile shows besides its cells. */
const LARGEST_SHOWN = 2000;
/** Before the deepest zoom an outline may be off by this part of a tile: an eighth of a pixel at 512 pixels. */
const TOLERANCE = 1 / 4096;
const NO_CELLS = {
  cellDisciplines: [],
  cellIndexes: new Uint16Array(0),
  cellCounts: new Uint32Array(0),
} as const;

/** Where a plan's segments, outlines and calculations are. */
export interface PlanSources {
  readonly optimizer: DatabasePerformanceOptimizer;
  readonly spatial: Pick<SpatialStore, 'shapesOf'>;
  readonly calculations: Pick<CalculationStore, 'of' | 'range'>;
  /** For the columns of segments in this process; one plan must fit. Default 192 MiB. */
  readonly maxBytes?: number;
}

interface Plan {
  readonly version: string;
  readonly columns: SegmentColumns[];
  readonly extent: PlanExtent;
}

/** Plan tiles: what a segment is and where comes from PostgreSQL, its outline from the spatial store. */
export class PlanTileStore implements TileStore {
  readonly #sources: PlanSources;
  readonly #cache: SegmentColumnCache;
  readonly #extents = new ExtentCache();
  readonly #mostSegments: number;

  constructor(sources: PlanSources) {
    const { optimizer, maxBytes = DEFAULT_BYTES } = sources;
    this.#sources = sources;
    this.#cache = new SegmentColumnCache(optimizer.postgres, maxBytes);
    this.#mostSegments = Math.floor(maxBytes / BYTES_PER_SEGMENT);
  }

  async version(projectId: string): Promise<string> {
    return (await readProjectState(this.#sources.optimizer.postgres, projectId)).version;
  }

  async metadata(projectId: string, options: MetadataOptions = {}): Promise<TileMetadata> {
    const { filter = {}, value = null } = options;
    const { version, columns, extent } = await this.#plan(projectId, filter);
    return {
      version,
      origin: [...TILE_ORIGIN],
      tileSize: ROOT_TILE_SIZE,
      minZoom: extent.minZoom,
      maxZoom: extent.maxZoom,
      detailLimit: DETAIL_LIMIT,
      bounds: extent.bounds,
      segmentCount: columns.reduce((sum, { length }) => sum + length, 0),
      placedCount: extent.placed,
      counts: countAttributes(columns),
      value,
      range: value && (await this.#rangeOf(projectId, columns, value)),
    };
  }

  async tile(projectId: string, address: TileAddress, options: TileOptions = {}): Promise<Tile> {
    const { filter = {}, value = null, signal } = options;
    const { optimizer, spatial, calculations } = this.#sources;
    const { version, columns, extent } = await this.#plan(projectId, filter);
    signal?.throwIfAborted();
    const box = tileBox(address);
    const size = tileSize(address.z);
    const center = [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2] as const;
    const wanted = filterColumns(columns, filter);
    const { total, segments: all } = segmentsIn(wanted, box, DETAIL_LIMIT);
    const segments = all ?? largestIn(wanted, box, LARGEST_SHOWN, size / GRID_CELLS);
    const cells = all === null ? countCells(wanted, box) : NO_CELLS;
    const coarse = size * TOLERANCE;
    const tolerance = address.z >= extent.maxZoom ? 0 : coarse;
    // What is smaller than the tolerance is drawn by its box.
    const outlined = segments.filter((segment) => segment.size >= tolerance);
    const outlines = await outlinesOf(spatial, projectId, outlined, signal);
    return {
      kind: all === null ? 'aggregate' : 'detail',
      ...address,
      version,
      center,
      size,
      segmentCount: total,
      ...codeAttributes(segments),
      ...drawSegments(segments, outlines, { center, tolerance, coarse }),
      ...cells,
      value,
      values:
        value === null
          ? new Float32Array(0)
          : await valuesOf(calculations, optimizer.postgres, projectId, segments, value, signal),
    };
  }

  async #rangeOf(
    projectId: string,
    columns: readonly SegmentColumns[],
    value: TileValue,
  ): Promise<ValueRange | null> {
    const { calculations, optimizer } = this.#sources;
    const imports = columns.map(({ importId }) => importId);
    return calculations.range(optimizer.postgres, projectId, imports, value);
  }

  /** Columns of the published imports that the filter lets through, and where they lie. @throws TooManySegmentsError */
  async #plan(projectId: string, filter: Pick<TileFilter, 'importId'>): Promise<Plan> {
    const state = await readProjectState(this.#sources.optimizer.postgres, projectId);
    const imports = state.imports.filter(({ id }) => filter.importId?.includes(id) ?? true);
    const segments = imports.reduce((sum, one) => sum + one.segments, 0);
    if (segments > this.#mostSegments) throw new TooManySegmentsError(segments, this.#mostSegments);
    const columns = await this.#cache.columnsOf(projectId, { version: state.version, imports });
    return { version: state.version, columns, extent: await this.#extents.of(columns) };
  }
}
