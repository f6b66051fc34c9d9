import { type TileAttribute } from './tile-attributes.ts';
import { type TileAddress } from './tile-grid.ts';

/** Cells of an aggregated tile along each side. */
export const GRID_CELLS = 64;

/** A tile with more segments than this is aggregated; indices of segments and sets fit 16 bits. */
export const DETAIL_LIMIT = 20_000;

/** What a path of a segment is. A ring repeats its first vertex at its end; a hole lies in the ring before it. */
export const PATH_KINDS = ['line', 'ring', 'hole', 'point'] as const;
export type PathKind = (typeof PATH_KINDS)[number];

/** What a page colours by besides attributes, from the calculation of a segment: m/s, and the whole segment's Pa. */
export const TILE_VALUES = ['velocity', 'pressureDrop'] as const;
export type TileValue = (typeof TILE_VALUES)[number];

/** The columns of a tile; views of the bytes that came, ready for upload. Indices count from 0. */
export interface TileColumns {
  /** 16 bytes per segment: its id as a binary UUID. */
  readonly segmentIds: Uint8Array;
  /** Per segment: its set, an index into `sets`. */
  readonly segmentSets: Uint16Array;
  /** Six per set, in the order of TILE_ATTRIBUTES: each an index into that attribute's dictionary. */
  readonly sets: Uint16Array;
  /** Per path, and one more: its first vertex. Paths follow the order of their segments. */
  readonly pathStarts: Uint32Array;
  /** Per path: its segment. */
  readonly pathSegments: Uint16Array;
  /** Per path: an index into PATH_KINDS. */
  readonly pathKinds: Uint8Array;
  /** Two per vertex: x and y in metres from the tile's `center`. Segments that leave the tile are not cut. */
  readonly positions: Float32Array;
  /** Per cell that is not empty: row × GRID_CELLS + column, from the south-west. Detailed tiles have none. */
  readonly cellIndexes: Uint16Array;
  /** As many per cell as `cellDisciplines` has: segments of that discipline. */
  readonly cellCounts: Uint32Array;
  /** Per segment: the `value` that was asked for, NaN where nothing is calculated. Empty where none was asked for. */
  readonly values: Float32Array;
}

/** The part of a tile that is no column. */
export interface TileHeader extends TileAddress {
  /**
   * `detail`: every segment that touches the tile. `aggregate`: there are more than DETAIL_LIMIT of them; cells count
   * all of them, and the largest are there as segments too.
   */
  readonly kind: 'detail' | 'aggregate';
  /** The state of the project that the tile shows, as in the metadata. */
  readonly version: string;
  /** Centre of the tile, metres. */
  readonly center: readonly [number, number];
  /** Side of the tile, metres. */
  readonly size: number;
  /** Outlines are true to this many metres; 0: exact. */
  readonly tolerance: number;
  /** Segments whose bounds touch the tile and that pass the filter, shown or not. */
  readonly segmentCount: number;
  readonly dictionaries: Readonly<Record<TileAttribute, readonly (string | null)[]>>;
  /** What the counts of a cell stand for. */
  readonly cellDisciplines: readonly (string | null)[];
  /** What `values` are. */
  readonly value: TileValue | null;
}

export interface Tile extends TileHeader, TileColumns {}
