import { type DatabasePerformanceOptimizer } from '@sizewise/optimizer';

import { type SpatialStore } from '../contracts.ts';
import { type Plan } from './fill-plan.ts';

/** What the parts of a validation measure on. */
export interface Bench {
  /** Pools and cache as the application has them. */
  readonly optimizer: DatabasePerformanceOptimizer;
  /** The same databases without a cache: every read goes to them. */
  readonly uncached: DatabasePerformanceOptimizer;
  readonly spatialKind: SpatialStore['kind'];
  readonly plan: Plan;
  readonly signal: AbortSignal;
}
