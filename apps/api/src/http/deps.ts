import { type ImportPipeline } from '@sizewise/bulk-pipeline';
import {
  type DrawingStore,
  type LayerStore,
  type ProjectStore,
  type SegmentStore,
  type SpatialStore,
  type TakeoffStore,
  type TileStore,
} from '@sizewise/data';
import {
  type AlertQuery,
  type HistoryQuery,
  type PoolHistograms,
  type StatementTrendQuery,
} from '@sizewise/optimizer';
import {
  type Alert,
  type ConfigurationReport,
  type FindingState,
  type IndexReport,
  type Logger,
  type MetricHistory,
  type MetricThreshold,
  type PerformanceMetrics,
  type PerformanceReport,
  type ServiceState,
  type StatementTrend,
  type StoredFinding,
  type ValidationRun,
} from '@sizewise/shared';

import { type HostRule } from '../access/hosts.ts';
import { type KeyRing } from '../access/session.ts';

/** Figures of this process; both answers are at most a second old, however many ask. */
export interface MetricsSource {
  /** @param mostAge milliseconds, for one who needs fresher figures than that */
  sample(mostAge?: number): Promise<PerformanceMetrics>;
  /** Asks every service for a sign of life. */
  services(): Promise<ServiceState[]>;
  /** Durations of the pools since the start, for Prometheus. */
  histograms(): PoolHistograms[];
}

/** What the databases say of themselves, now and over time. */
export interface PerformanceSource {
  /** At most five seconds old, however many ask. */
  report(): Promise<PerformanceReport>;
  /** @throws AppError `metric_not_found`, `invalid_range` */
  history(query: HistoryQuery, signal?: AbortSignal): Promise<MetricHistory>;
  /** Metrics that have a history. */
  metricNames(signal?: AbortSignal): Promise<string[]>;
  /** @throws AppError `invalid_range` */
  statementTrend(query: StatementTrendQuery, signal?: AbortSignal): Promise<StatementTrend>;
  findings(state: FindingState, signal?: AbortSignal): Promise<StoredFinding[]>;
  /** From where on sampled metrics are worth a warning, and critical. */
  thresholds(): MetricThreshold[];
  /** When metrics crossed their lines, newest first. */
  alerts(query: AlertQuery, signal?: AbortSignal): Promise<Alert[]>;
  /** The indexes that queries count on; at most five seconds old. */
  indexes(): Promise<IndexReport[]>;
  /** What is in force, and where it came from; at most five seconds old. */
  configuration(): Promise<ConfigurationReport>;
  /** Scores of validations that were run here, newest first. */
  validations(): Promise<ValidationRun[]>;
}

export interface HttpLimits {
  /** Largest upload, bytes. */
  readonly importMaxBytes: number;
  /** Requests per client in 10 s; 0 lifts the limit. */
  readonly rateLimit: number;
}

/** Everything the routes stand on; the container makes the real ones. */
export interface Deps {
  readonly projects: ProjectStore;
  readonly layers: LayerStore;
  readonly drawings: DrawingStore;
  readonly takeoff: TakeoffStore;
  readonly segments: SegmentStore;
  readonly spatial: SpatialStore;
  readonly tiles: TileStore;
  readonly pipeline: ImportPipeline;
  readonly metrics: MetricsSource;
  readonly monitor: PerformanceSource;
  readonly logger: Logger;
  readonly hosts: HostRule;
  /** Null where no key is needed. */
  readonly keys: KeyRing | null;
  readonly limits: HttpLimits;
  /** Aborts when the server stops: streams that never end by themselves end then. */
  readonly stopping: AbortSignal;
  /** False until every migration is applied. */
  readonly isReady: () => boolean;
  /** Folder of the built dashboard. */
  readonly dashboardDir: string;
}
