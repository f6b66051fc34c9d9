import { type Tile, type TileAddress, type TileFilter, type TileMetadata } from '@sizewise/shared';

/** A project in plan as square tiles; docs/tiles.md says what they hold. */
export interface TileStore {
  /** Changes with everything that can change a tile or the metadata. */
  version(projectId: string): Promise<string>;
  /** @throws AppError `too_many_segments` */
  metadata(projectId: string, filter?: Pick<TileFilter, 'importId'>): Promise<TileMetadata>;
  /** @throws AppError `too_many_segments` */
  tile(projectId: string, address: TileAddress, filter: TileFilter, signal?: AbortSignal): Promise<Tile>;
}
