import { type DatabasePerformanceOptimizer } from '@sizewise/optimizer';
import { type Analytics, type Project, type SegmentInput } from '@sizewise/shared';

import { openCalculationStore } from './calculations/open-calculation-store.ts';
import { type LayerStore, type ProjectStore, type SegmentStore } from './contracts.ts';
import { type DrawingStore } from './drawings/drawing-store.ts';
import { PostgresDrawingStore } from './drawings/postgres-drawing-store.ts';
import { PostgresLayerStore } from './layers/postgres-layer-store.ts';
import { PostgresProjectStore } from './projects/postgres-project-store.ts';
import { PostgresSegmentStore } from './segments/postgres-segment-store.ts';
import { openSpatialStore, type SpatialStoreChoice } from './spatial/create-spatial-store.ts';
import { PostgresTakeoffStore } from './takeoff/postgres-takeoff-store.ts';
import { type TakeoffStore } from './takeoff/takeoff-store.ts';

/** Projects, segments, layers, drawings and take-offs, with the names that applications of old call. */
export interface PostgresService {
  readonly projects: ProjectStore;
  readonly segments: SegmentStore;
  readonly layers: LayerStore;
  readonly drawings: DrawingStore;
  readonly takeoff: TakeoffStore;
  /** The newest projects of a user. Default limit 50. */
  getUserProjectsOptimized(userId: string, options?: { limit?: number }): Promise<Project[]>;
  /** Stores segments in bulk; ids in order. @throws AppError `project_not_found`. */
  bulkInsertSegments(projectId: string, segments: readonly SegmentInput[]): Promise<string[]>;
  getProjectAnalyticsOptimized(projectId: string): Promise<Analytics>;
}

/** @param spatial where the spatial documents of posted segments go; the same as for `createSpatialStore` */
export function createPostgresService(
  optimizer: DatabasePerformanceOptimizer,
  spatial: SpatialStoreChoice = 'auto',
): PostgresService {
  const documents = openSpatialStore(optimizer, spatial);
  const projects = new PostgresProjectStore(optimizer, documents);
  const calculations = openCalculationStore(optimizer, documents.kind);
  const segments = new PostgresSegmentStore(optimizer, documents, calculations);
  return {
    projects,
    segments,
    layers: new PostgresLayerStore(optimizer),
    drawings: new PostgresDrawingStore(optimizer),
    takeoff: new PostgresTakeoffStore(optimizer),
    async getUserProjectsOptimized(userId, options = {}) {
      const page = await projects.list({ userId, limit: options.limit ?? 50 });
      return page.items;
    },
    bulkInsertSegments: (projectId, rows) => segments.insert(projectId, rows),
    getProjectAnalyticsOptimized: (projectId) => segments.analytics(projectId),
  };
}
