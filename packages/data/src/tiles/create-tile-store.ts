import { type DatabasePerformanceOptimizer } from '@sizewise/optimizer';

import { openSpatialStore, type SpatialStoreChoice } from '../spatial/create-spatial-store.ts';
import { PlanTileStore } from './plan-tile-store.ts';
import { type TileStore } from './tile-store.ts';

/** Plan tiles. @param spatial where the outlines are; the same as for `createSpatialStore` */
export function createTileStore(
  optimizer: DatabasePerformanceOptimizer,
  spatial: SpatialStoreChoice = 'auto',
): TileStore {
  return new PlanTileStore(optimizer, openSpatialStore(optimizer, spatial));
}
