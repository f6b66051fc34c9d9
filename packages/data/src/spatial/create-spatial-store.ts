import { type DatabasePerformanceOptimizer } from '@sizewise/optimizer';

import { type SpatialStore } from '../contracts.ts';
import { CachedSpatialStore } from './cached-spatial-store.ts';
import { MongoSpatialStore } from './mongo-spatial-store.ts';
import { PostgresSpatialStore } from './postgres-spatial-store.ts';

export type SpatialStoreChoice = 'auto' | SpatialStore['kind'];

/** The store itself, without the cache. `auto` is MongoDB where the optimizer has one. */
export function openSpatialStore(
  optimizer: DatabasePerformanceOptimizer,
  choice: SpatialStoreChoice = 'auto',
): MongoSpatialStore | PostgresSpatialStore {
  if (choice === 'postgres' || (choice === 'auto' && optimizer.mongo === null)) {
    return new PostgresSpatialStore(optimizer);
  }
  if (optimizer.mongo === null) throw new TypeError('The optimizer has no MongoDB');
  return new MongoSpatialStore(optimizer, optimizer.mongo);
}

/** Spatial documents, read through the cache. Call `prepare()` once before use. */
export function createSpatialStore(
  optimizer: DatabasePerformanceOptimizer,
  choice: SpatialStoreChoice = 'auto',
): SpatialStore {
  return new CachedSpatialStore(openSpatialStore(optimizer, choice), optimizer);
}
