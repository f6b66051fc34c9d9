import { type DatabasePerformanceOptimizer } from '@sizewise/optimizer';

import { openCalculationStore } from '../calculations/open-calculation-store.ts';
import { openSpatialStore, type SpatialStoreChoice } from '../spatial/create-spatial-store.ts';
import { PlanTileStore } from './plan-tile-store.ts';
import { type TileStore } from './tile-store.ts';

/** Plan tiles. @param choice where outlines and calculations are; the same as for `createSpatialStore` */
export function createTileStore(
  optimizer: DatabasePerformanceOptimizer,
  choice: SpatialStoreChoice = 'auto',
): TileStore {
  const spatial = openSpatialStore(optimizer, choice);
  const calculations = openCalculationStore(optimizer, spatial.kind);
  return new PlanTileStore({ optimizer, spatial, calculations });
}
