import { createHash } from 'node:crypto';

import { type DatabasePerformanceOptimizer } from '@sizewise/optimizer';
import {
  DETAIL_LIMIT,
  GRID_CELLS,
  ROOT_TILE_SIZE,
  type Shape,
  type Tile,
  TILE_ORIGIN,
  type TileAddress,
  tileBox,
  type TileFilter,
  type TileMetadata,
  tileSize,
} from '@sizewise/shared';

import { type SpatialStore } from '../contracts.ts';
import { codeAttributes } from './code-attributes.ts';
import { countAttributes } from './count-attributes.ts';
import { countCells } from './count-cells.ts';
import { drawSegments } from './draw-segments.ts';
import { TooManySegmentsError } from './errors.ts';
import { ExtentCache } from './extent-cache.ts';
import { type PlanExtent } from './plan-extent.ts';
import { type ProjectState, readProjectState } from './project-state.ts';
import { filterColumns, largestIn, type SegmentPlace, segmentsIn } from './scan.ts';
import { SegmentColumnCache } from './segment-column-cache.ts';
import { BYTES_PER_SEGMENT, type SegmentColumns } from './segment-columns.ts';
import { type TileStore } from './tile-store.ts';

const MIB = 1024 ** 2;
const DEFAULT_BYTES = 192 * MIB;
/** Segments that an aggregated tile shows besides its cells. */
const LARGEST_SHOWN = 2000;
/** Ids in one query for outlines. */
const SHAPES_AT_ONCE = 5000;
/** Before the deepest zoom an outline may be off by this part of a tile: an eighth of a pixel at 512 pixels. */
const TOLERANCE = 1 / 4096;

interface Plan {
  readonly version: string;
  readonly columns: SegmentColumns[];
  readonly extent: PlanExtent;
}

/** Plan tiles: what a segment is and where comes from PostgreSQL, its outline from the spatial store. */
export class PlanTileStore implements TileStore {
  readonly #optimizer: DatabasePerformanceOptimizer;
  readonly #spatial: Pick<SpatialStore, 'shapesOf'>;
  readonly #cache: SegmentColumnCache;
  readonly #extents = new ExtentCache();
  readonly #mostSegments: number;

  /** @param maxBytes for the columns of segments in this process; one plan must fit. Default 192 MiB */
  constructor(
    optimizer: DatabasePerformanceOptimizer,
    spatial: Pick<SpatialStore, 'shapesOf'>,
    maxBytes: number = DEFAULT_BYTES,
  ) {
    this.#optimizer = optimizer;
    this.#spatial = spatial;
    this.#cache = new SegmentColumnCache(optimizer.postgres, maxBytes);
    this.#mostSegments = Math.floor(maxBytes / BYTES_PER_SEGMENT);
  }

  async version(projectId: string): Promise<string> {
    return versionOf(await readProjectState(this.#optimizer.postgres, projectId));
  }

  async metadata(projectId: string, filter: Pick<TileFilter, 'importId'> = {}): Promise<TileMetadata> {
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
    };
  }

  async tile(
    projectId: string,
    address: TileAddress,
    filter: TileFilter,
    signal?: AbortSignal,
  ): Promise<Tile> {
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
    const shapes = await this.#shapesOf(projectId, segments, tolerance, signal);
    return {
      kind: all === null ? 'aggregate' : 'detail',
      ...address,
      version,
      center,
      size,
      segmentCount: total,
      ...codeAttributes(segments),
      ...drawSegments(segments, shapes, { center, tolerance, coarse }),
      ...cells,
    };
  }

  /** Columns of the published imports that the filter lets through, and where they lie. @throws TooManySegmentsError */
  async #plan(projectId: string, filter: Pick<TileFilter, 'importId'>): Promise<Plan> {
    const state = await readProjectState(this.#optimizer.postgres, projectId);
    const imports = state.imports.filter(({ id }) => filter.importId?.includes(id) ?? true);
    const segments = imports.reduce((sum, one) => sum + one.segments, 0);
    if (segments > this.#mostSegments) throw new TooManySegmentsError(segments, this.#mostSegments);
    const columns: SegmentColumns[] = [];
    // One after the other: a project of many imports must not take every connection.
    for (const one of imports) columns.push(await this.#cache.columnsOf(projectId, one, state.version));
    return { version: versionOf(state), columns, extent: await this.#extents.of(columns) };
  }

  async #shapesOf(
    projectId: string,
    segments: readonly SegmentPlace[],
    tolerance: number,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Shape>> {
    const ids = segments.filter(({ size }) => size >= tolerance).map(({ columns, row }) => columns.idOf(row));
    const shapes = new Map<string, Shape>();
    for (let from = 0; from < ids.length; from += SHAPES_AT_ONCE) {
      signal?.throwIfAborted();
      const found = await this.#spatial.shapesOf(projectId, ids.slice(from, from + SHAPES_AT_ONCE));
      for (const [id, shape] of found) shapes.set(id, shape);
    }
    return shapes;
  }
}

const NO_CELLS = {
  cellDisciplines: [],
  cellIndexes: new Uint16Array(0),
  cellCounts: new Uint32Array(0),
} as const;

/** The tag may be forgotten by a restore, the imports may not: together they never come back to what they were. */
function versionOf({ version, imports }: ProjectState): string {
  const published = imports.map(({ id, key }) => `${id}/${key}`).join();
  return `${version}-${createHash('sha256').update(published).digest('base64url').slice(0, 12)}`;
}
