import {
  type AirflowEntry,
  type AirflowsSet,
  type Analytics,
  type Bounds,
  type Calculation,
  type LayerRule,
  type OpenEnd,
  type PlanBox,
  type Project,
  type ProjectInput,
  type ProjectLayers,
  type ProjectPatch,
  type Segment,
  type SegmentInput,
  type SegmentPatch,
  type Shape,
  type SpatialInput,
  type SpatialPage,
} from '@sizewise/shared';

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

export interface ProjectStore {
  create(input: ProjectInput): Promise<Project>;
  list(filter: {
    userId?: string | undefined;
    q?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<Project>>;
  /** @throws AppError `project_not_found`. */
  get(projectId: string): Promise<Project>;
  /** @throws AppError `project_not_found`. */
  update(projectId: string, patch: ProjectPatch): Promise<Project>;
  /** Removes the project; its imports must be removed by the caller first. @throws AppError `project_not_found`. */
  remove(projectId: string): Promise<void>;
}

/** What is drawn on the layers of a project's drawings. */
export interface LayerStore {
  /** The rules that imports begin with from now on; none where the project has none. */
  rules(projectId: string): Promise<LayerRule[]>;
  /** Puts the rules in the place of those before. @throws AppError `project_not_found`. */
  replace(projectId: string, rules: readonly LayerRule[]): Promise<void>;
  /** The rules, and every layer that published segments lie on, by name. */
  list(projectId: string): Promise<ProjectLayers>;
}

export interface SegmentFilter {
  readonly type?: string | undefined;
  readonly system?: string | undefined;
  readonly level?: string | undefined;
  readonly discipline?: string | undefined;
  readonly q?: string | undefined;
  readonly importId?: string | undefined;
}

/** What a plan shows of a segment. */
export type PlanSegment = Pick<
  Segment,
  'id' | 'externalId' | 'segmentType' | 'discipline' | 'layer' | 'name' | 'system' | 'level'
> & { readonly bounds: Bounds };

export interface PlanBatch {
  /** Bounds in plan of all batches together, metres. */
  readonly extent: PlanBox;
  readonly segments: readonly PlanSegment[];
}

export interface SegmentStore {
  list(
    projectId: string,
    filter: SegmentFilter & { limit: number; cursor?: string | undefined },
  ): Promise<Page<Segment>>;
  get(projectId: string, segmentId: string): Promise<Segment>;
  /** Stores rows in a published import of their own, in bulk; ids in the order of the rows. */
  insert(projectId: string, segments: readonly SegmentInput[]): Promise<string[]>;
  /** @throws AppError `segment_not_found`, `version_conflict`. */
  update(projectId: string, segmentId: string, patch: SegmentPatch, version: number): Promise<Segment>;
  /** Sets the flows of a table, all or none, and calculates what depends on them. @throws AppError `airflow_unmatched`. */
  setAirflows(projectId: string, entries: readonly AirflowEntry[]): Promise<AirflowsSet>;
  /** Published segments of the project in id order, streamed with backpressure. */
  all(projectId: string, filter?: SegmentFilter, signal?: AbortSignal): AsyncIterable<Segment>;
  /** Those that have bounds, in the order of discipline and layer, streamed in batches. */
  plan(projectId: string, filter?: SegmentFilter, signal?: AbortSignal): AsyncIterable<PlanBatch>;
  analytics(projectId: string): Promise<Analytics>;
  /** Segments with ports that nothing is connected to, in id order. */
  openEnds(
    projectId: string,
    filter: { importId?: string | undefined; limit: number; cursor?: string | undefined },
  ): Promise<Page<OpenEnd>>;
}

export interface CalculationFilter {
  readonly segmentId?: string | undefined;
  readonly type?: string | undefined;
  readonly minCfm?: number | undefined;
  readonly maxCfm?: number | undefined;
  readonly minPressureDrop?: number | undefined;
  readonly maxPressureDrop?: number | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Spatial documents of a project; MongoDB and PostgreSQL implement it and pass one conformance suite. */
export interface SpatialStore {
  readonly kind: 'mongo' | 'postgres';
  /** Creates collections and indexes, again and again without harm. */
  prepare(): Promise<void>;
  /** Stores documents, in bulk from 50 on; bounds come from the shape where a document brings none. Ids in order. */
  bulkSaveSpatialData(projectId: string, documents: readonly SpatialInput[]): Promise<string[]>;
  /** Every document whose bounds touch the box, exactly. Documents without bounds are never found by a box. */
  findSpatialDataInBounds(
    projectId: string,
    box: PlanBox,
    options?: { layerType?: string | undefined; limit?: number; signal?: AbortSignal },
  ): Promise<SpatialPage>;
  count(projectId: string): Promise<number>;
  /** The outlines that are stored of these documents, by id; one without an outline is absent. */
  shapesOf(projectId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Shape>>;
  calculations(projectId: string, filter: CalculationFilter): Promise<Page<Calculation>>;
  /** Counts by layer type and the overall bounds. */
  getProjectAnalytics(projectId: string): Promise<{
    documentCount: number;
    byLayerType: Record<string, number>;
    bounds: Analytics['bounds'];
  }>;
}
