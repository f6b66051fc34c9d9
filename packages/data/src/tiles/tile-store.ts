import {
  type Tile,
  type TileAddress,
  type TileFilter,
  type TileMetadata,
  type TileValue,
} from '@sizewise/shared';

export interface TileOptions {
  readonly filter?: TileFilter;
  /** Adds a column of these, NaN where nothing is calculated. */
  readonly value?: TileValue | undefined;
  readonly signal?: AbortSignal;
}

export interface MetadataOptions {
  readonly filter?: Pick<TileFilter, 'importId'> | undefined;
  /** Adds its range. */
  readonly value?: TileValue | undefined;
}

/** A project in plan as square tiles; docs/tiles.md says what they hold. */
export interface TileStore {
  /** Changes with everything that can change a tile or the metadata. */
  version(projectId: string): Promise<string>;
  /** @throws AppError `too_many_segments` */
  metadata(projectId: string, options?: MetadataOptions): Promise<TileMetadata>;
  /** @throws AppError `too_many_segments` */
  tile(projectId: string, address: TileAddress, options?: TileOptions): Promise<Tile>;
}
