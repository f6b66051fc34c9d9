import { type DatabasePerformanceOptimizer } from '@sizewise/optimizer';

import { type SpatialStore } from '../contracts.ts';
import { type CalculationStore } from './calculation-store.ts';
import { MongoCalculationStore } from './mongo-calculation-store.ts';
import { PostgresCalculationStore } from './postgres-calculation-store.ts';

/** The calculations beside the spatial documents of this kind. */
export function openCalculationStore(
  optimizer: DatabasePerformanceOptimizer,
  kind: SpatialStore['kind'],
): CalculationStore {
  if (kind === 'postgres') return new PostgresCalculationStore();
  if (optimizer.mongo === null) throw new TypeError('The optimizer has no MongoDB');
  return new MongoCalculationStore(optimizer.mongo);
}
