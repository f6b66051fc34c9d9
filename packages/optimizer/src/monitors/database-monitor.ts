import {
  type Alert,
  type FindingState,
  type MetricHistory,
  type MetricThreshold,
  type PerformanceReport,
  type StatementTrend,
  type StoredFinding,
} from '@sizewise/shared';

import { type AlertQuery, AlertStore } from '../alerts/alert-store.ts';
import { type Advice, advise } from '../advisors/advise.ts';
import { type Evidence } from '../advisors/evidence.ts';
import { FindingStore } from '../advisors/finding-store.ts';
import { metricThresholds } from '../advisors/metric-thresholds.ts';
import { InvalidRangeError } from '../errors.ts';
import { type Queryable } from '../pools/queryable.ts';
import { PostgresPool } from '../pools/postgres-pool.ts';
import { MongoQueryWatch } from '../probes/mongo-query-watch.ts';
import { buildReport } from '../report/build-report.ts';
import { collectEvidence } from './collect-evidence.ts';
import { type DatabaseMonitorOptions } from './database-monitor-options.ts';
import { type HistoryQuery, readHistory, readMetricNames } from './metric-history.ts';
import { metricPaths } from './metric-paths.ts';
import { Monitor, type MonitorSnapshot } from './monitor.ts';
import { observeIndexes } from './observed-indexes.ts';
import { SampleStore } from './sample-store.ts';
import { StatementTrends } from './statement-trends.ts';
import { holdWriterLock } from './writer-lock.ts';

const SAMPLE_INTERVAL = 10;
const ADVISE_INTERVAL = 300;
const ROLL_UP_MS = 60_000;
const PRUNE_MS = 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** Which statement, and of what time. */
export interface StatementTrendQuery {
  /** As `slowQueries` of the report name it. */
  readonly queryId: string;
  readonly from?: Date | undefined;
  /** Default: now. */
  readonly to?: Date | undefined;
}

/** The report with the figures of this process. */
export type DatabaseReport<Metrics> = Omit<PerformanceReport, 'currentMetrics'> & {
  readonly currentMetrics: Metrics;
};

/**
 * Watches the databases on a connection of its own, so that it still sees them when every pool is exhausted. Of all
 * processes on one database, one writes samples and findings; each can read them.
 */
export class DatabaseMonitor<Metrics extends object> implements AsyncDisposable {
  readonly #options: DatabaseMonitorOptions<Metrics>;
  readonly #pool: PostgresPool;
  readonly #watch: MongoQueryWatch | null;
  readonly #sampling: Monitor;
  readonly #advising: Monitor;
  #rolledUpAt = 0;
  #prunedAt = 0;

  /** Connects nothing yet. */
  constructor(options: DatabaseMonitorOptions<Metrics>) {
    this.#options = options;
    const { connectionString, logger } = options;
    this.#pool = new PostgresPool({
      connectionString,
      name: 'monitor',
      poolSize: 1,
      maxOverflow: 0,
      // Probes tell the advisors what the server itself has.
      workMem: null,
      applicationName: 'sizewise monitor',
      logger,
    });
    this.#watch = options.mongo && new MongoQueryWatch(options.mongo.client);
    this.#sampling = new Monitor({
      name: 'samples',
      interval: options.sampleInterval ?? SAMPLE_INTERVAL,
      run: (signal) => this.#keepSample(signal),
      logger,
    });
    this.#advising = new Monitor({
      name: 'advice',
      interval: options.adviseInterval ?? ADVISE_INTERVAL,
      run: async (signal) => void (await this.advise(signal)),
      logger,
    });
  }

  /** Begins to take samples and to look for findings. The tables of this package must be there. */
  start(): void {
    this.#sampling.start();
    this.#advising.start();
  }

  /** Runs of both monitors since the start. */
  snapshot(): { readonly samples: MonitorSnapshot; readonly advice: MonitorSnapshot } {
    return { samples: this.#sampling.snapshot(), advice: this.#advising.snapshot() };
  }

  /** Runs every probe and every advisor; the writing process keeps what they find. @throws the driver's errors */
  async advise(signal?: AbortSignal): Promise<Advice> {
    return (await this.#pool.withLease((lease) => this.#adviseOn(lease, signal), { signal })).advice;
  }

  /** Everything at once, as it is now. Never rejects: what cannot be had is null, with its reason. */
  async report(signal?: AbortSignal): Promise<DatabaseReport<Metrics>> {
    const currentMetrics = await this.#options.sample();
    const report = await buildReport(
      (work) => this.#pool.withLease(work, { signal }),
      (session) => this.#adviseOn(session, signal),
    );
    return { currentMetrics, ...report };
  }

  /** One metric over time. @throws MetricNotFoundError, InvalidRangeError */
  async history(query: HistoryQuery, signal?: AbortSignal): Promise<MetricHistory> {
    return this.#pool.withLease((lease) => readHistory(lease, query), { signal });
  }

  /**
   * What one statement cost over time; the last 24 hours where nothing else is asked for.
   * @throws InvalidRangeError
   */
  async statementTrend(
    { queryId, from: wantedFrom, to = new Date() }: StatementTrendQuery,
    signal?: AbortSignal,
  ): Promise<StatementTrend> {
    const from = wantedFrom ?? new Date(to.getTime() - DAY_MS);
    if (from >= to) throw new InvalidRangeError('from must lie before to');
    const read = await this.#pool.withLease(
      (lease) => new StatementTrends(lease).read(queryId, from, to, new Date()),
      { signal },
    );
    return { queryId, from: from.toISOString(), to: to.toISOString(), ...read };
  }

  /** Metrics that have a history, by name. */
  async metricNames(signal?: AbortSignal): Promise<string[]> {
    return this.#pool.withLease((lease) => readMetricNames(lease), { signal });
  }

  /** Findings as kept, newest first. */
  async findings(state: FindingState, signal?: AbortSignal): Promise<StoredFinding[]> {
    return this.#pool.withLease((lease) => new FindingStore(lease).list(state), { signal });
  }

  /** From where on sampled metrics are worth a warning, and critical. */
  thresholds(): MetricThreshold[] {
    return metricThresholds(this.#options.thresholds);
  }

  /** When metrics crossed their lines, newest first. */
  async alerts(query: AlertQuery, signal?: AbortSignal): Promise<Alert[]> {
    return this.#pool.withLease((lease) => new AlertStore(lease).list(query), { signal });
  }

  /** Ends the runs at work and the connection. */
  async close(): Promise<void> {
    this.#watch?.[Symbol.dispose]();
    await Promise.all([this.#sampling.close(), this.#advising.close()]);
    await this.#pool.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #keepSample(signal: AbortSignal): Promise<void> {
    const metrics = await this.#options.sample();
    await this.#pool.withLease(
      async (lease) => {
        if (!(await holdWriterLock(lease))) return;
        const now = new Date();
        const store = new SampleStore(lease);
        const figures = metricPaths(metrics);
        await store.write(now, figures);
        const alerts = new AlertStore(lease);
        await alerts.record(now, figures, this.thresholds());
        if (now.getTime() - this.#rolledUpAt >= ROLL_UP_MS) {
          await store.rollUp();
          this.#rolledUpAt = now.getTime();
        }
        if (now.getTime() - this.#prunedAt >= PRUNE_MS) {
          await store.prune(now);
          await alerts.prune(now);
          await new StatementTrends(lease).prune(now);
          this.#prunedAt = now.getTime();
        }
      },
      { signal },
    );
  }

  async #adviseOn(session: Queryable, signal?: AbortSignal): Promise<{ evidence: Evidence; advice: Advice }> {
    const isWriter = await holdWriterLock(session);
    if (isWriter) await observeIndexes(session);
    const evidence = await collectEvidence(session, this.#options, this.#watch, signal);
    const advice = advise(evidence, this.#options.thresholds);
    if (isWriter) {
      await new FindingStore(session).record(advice.findings, advice.judged, evidence.at);
      const statements = evidence.postgres?.statements.value;
      if (statements) await new StatementTrends(session).record(statements, evidence.at);
    }
    return { evidence, advice };
  }
}
