import { type DatabasePerformanceOptimizer, type CacheKind } from '@sizewise/optimizer';
import {
  type Calculation,
  type PlanBox,
  type Shape,
  type SpatialInput,
  type SpatialPage,
} from '@sizewise/shared';

import { type CalculationFilter, type Page, type SpatialStore } from '../contracts.ts';
import { projectTag } from '../project-tags.ts';

type BoxOptions = NonNullable<Parameters<SpatialStore['findSpatialDataInBounds']>[2]>;

/** Reads of a spatial store through the cache; its writes announce what they change. */
export class CachedSpatialStore implements SpatialStore {
  readonly #store: SpatialStore;
  readonly #optimizer: DatabasePerformanceOptimizer;

  constructor(store: SpatialStore, optimizer: DatabasePerformanceOptimizer) {
    this.#store = store;
    this.#optimizer = optimizer;
  }

  get kind(): SpatialStore['kind'] {
    return this.#store.kind;
  }

  async prepare(): Promise<void> {
    await this.#store.prepare();
  }

  async bulkSaveSpatialData(projectId: string, documents: readonly SpatialInput[]): Promise<string[]> {
    return this.#store.bulkSaveSpatialData(projectId, documents);
  }

  async findSpatialDataInBounds(
    projectId: string,
    box: PlanBox,
    options: BoxOptions = {},
  ): Promise<SpatialPage> {
    const { layerType, limit, signal } = options;
    signal?.throwIfAborted();
    const key = [box.minX, box.maxX, box.minY, box.maxY, layerType, limit];
    // Callers share one loader, so the signal of one of them must not end it for the others.
    return this.#read('spatial', 'box', projectId, key, () =>
      this.#store.findSpatialDataInBounds(projectId, box, {
        layerType,
        ...(limit === undefined ? {} : { limit }),
      }),
    );
  }

  async count(projectId: string): Promise<number> {
    return this.#read('spatial', 'count', projectId, [], () => this.#store.count(projectId));
  }

  /** Not kept: an export reads each outline once. */
  async shapesOf(projectId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Shape>> {
    return this.#store.shapesOf(projectId, ids);
  }

  async calculations(projectId: string, filter: CalculationFilter): Promise<Page<Calculation>> {
    return this.#read('calculation', 'calculations', projectId, [filter], () =>
      this.#store.calculations(projectId, filter),
    );
  }

  async getProjectAnalytics(projectId: string): ReturnType<SpatialStore['getProjectAnalytics']> {
    return this.#read('spatial', 'spatial-analytics', projectId, [], () =>
      this.#store.getProjectAnalytics(projectId),
    );
  }

  #read<T>(
    kind: CacheKind,
    what: string,
    projectId: string,
    key: unknown[],
    loader: () => Promise<T>,
  ): Promise<T> {
    const options = { kind, tags: [projectTag(projectId)] };
    return this.#optimizer.optimizedQueryCache(JSON.stringify([what, projectId, ...key]), options, loader);
  }
}
