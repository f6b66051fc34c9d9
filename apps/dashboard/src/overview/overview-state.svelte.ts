import {
  type Alert,
  type Import,
  type MetricThreshold,
  type PerformanceMetrics,
  type StoredFinding,
  thresholdLines,
} from '@sizewise/shared';

import { type ApiError } from '../api/api-error.ts';
import { metricAt } from '../lib/metric-value.ts';
import { stepFor, type TimeRange, type TimeWindow, windowOf } from '../lib/time-range.ts';
import { type AppContext } from '../state/app-context.ts';
import { Loaded } from '../state/loaded.svelte.ts';
import { MetricHistories } from '../state/metric-histories.svelte.ts';
import { chartData, type ChartData } from './chart-data.ts';
import { type Chart, chartsOf } from './chart-list.ts';
import { type TimeMarks } from './draw-marks.ts';
import { RecentImports } from './recent-imports.svelte.ts';

type Sources = Pick<AppContext, 'client' | 'metrics' | 'findings' | 'clock'>;

/** Between two drawings of the charts; a little less than a second, so that each sample of a second is drawn. */
const SHOWN_MS = 900;

/** What all charts of the overview show: one stretch of time, its figures and what happened in it. */
export class OverviewState {
  readonly #sources: Sources;
  readonly histories: MetricHistories;
  readonly #recent: RecentImports;
  readonly #thresholds: Loaded<readonly MetricThreshold[]>;
  readonly #alerts: Loaded<readonly Alert[]>;
  range = $state.raw<TimeRange>({ span: '15m' });
  /** The newest sample that the charts have. */
  #sample = $state.raw<PerformanceMetrics | null>(null);
  #takenAt = 0;
  #charts = $state.raw<readonly Chart[]>([]);

  /** The metrics of all charts. */
  readonly paths = $derived(this.#charts.flatMap(({ series }) => series.map(({ path }) => path)).join(' '));
  readonly #end = $derived.by(() => {
    const { from, to } = windowOf(this.range, this.now());
    const step = stepFor({ from, to });
    // A window that follows the time moves by whole steps: a sample a second would redraw 90 days.
    return this.range.span === null ? to : Math.ceil(to / step) * step;
  });
  readonly window: TimeWindow = $derived(
    this.range.span === null ? windowOf(this.range, 0) : windowOf(this.range, this.#end),
  );
  readonly imports: readonly Import[] = $derived.by(() => this.#recent.between(this.window));
  readonly findings: readonly StoredFinding[] = $derived.by(() =>
    (this.#sources.findings.items ?? []).filter(({ firstSeen }) => {
      const at = seconds(firstSeen);
      return at >= this.window.from && at <= this.window.to;
    }),
  );
  readonly marks: TimeMarks = $derived({
    imports: this.imports.map(({ createdAt, startedAt, finishedAt }) => ({
      from: seconds(startedAt ?? createdAt),
      to: finishedAt === null ? this.window.to : seconds(finishedAt),
    })),
    findings: this.findings.map(({ firstSeen, severity }) => ({ at: seconds(firstSeen), severity })),
  });
  /** Another one whenever a chart shows something else. */
  readonly version: object = $derived.by(() => ({
    of: [
      this.histories.version,
      this.histories.step,
      this.window,
      this.#sample,
      this.#thresholds.value,
      this.alerts,
    ],
  }));

  constructor(sources: Sources, range: TimeRange) {
    this.#sources = sources;
    this.histories = new MetricHistories(sources.client);
    this.#recent = new RecentImports(sources.client);
    this.#thresholds = new Loaded((signal) => sources.client.thresholds(signal));
    this.#alerts = new Loaded((signal) => sources.client.alerts({ window: this.window }, signal));
    this.range = range;
  }

  /** Others only where this server has other pools or kinds of cached values. */
  get charts(): readonly Chart[] {
    return this.#charts;
  }

  /** What a chart shows of the window now. */
  dataOf(chart: Chart): ChartData {
    const current = this.#sample;
    return chartData(
      chart,
      this.window,
      this.histories.step,
      (path) => this.histories.series(path),
      (path) =>
        thresholdLines(path, this.#thresholds.value ?? [], (whole) => current && metricAt(current, whole)),
      this.alerts ?? [],
    );
  }

  /** Of the window, newest first; null until they have been read. */
  get alerts(): readonly Alert[] | null {
    return this.#alerts.value;
  }

  get alertsError(): ApiError | null {
    return this.#alerts.error;
  }

  /** The list of imports does not reach back to the begin of the window. */
  get isCut(): boolean {
    return this.#recent.isCut;
  }

  get error(): ApiError | null {
    return this.histories.error ?? this.#thresholds.error ?? this.#alerts.error ?? this.#recent.error;
  }

  /** Adds a live sample; the charts follow once a second, however many come. */
  take(sample: PerformanceMetrics): void {
    this.histories.take(sample);
    const now = performance.now();
    if (this.#sample !== null && now - this.#takenAt < SHOWN_MS) return;
    this.#takenAt = now;
    this.#sample = sample;
    const charts = chartsOf(sample);
    if (JSON.stringify(charts) !== JSON.stringify(this.#charts)) this.#charts = charts;
  }

  /** Seconds since 1970 by the server's clock, which stamps the samples. */
  now(): number {
    const { metrics, clock } = this.#sources;
    const skew = metrics.current ? Date.parse(metrics.current.at) - metrics.receivedAt : 0;
    return (clock.now + skew) / 1000;
  }

  /** Reads the window. */
  read(): void {
    if (this.paths === '') return;
    void this.histories.load(this.paths.split(' '), this.window, this.range.span !== null);
    void this.readImports();
    this.readAlerts();
  }

  readImports(): Promise<void> {
    return this.#recent.load(this.window.from);
  }

  readAlerts(): void {
    void this.#alerts.load();
  }

  /** Reads everything: at the start, and when the server is back. */
  readAll(): void {
    this.read();
    void this.#thresholds.load();
    void this.#sources.findings.load();
  }

  close(): void {
    for (const part of [this.histories, this.#recent, this.#thresholds, this.#alerts]) part.close();
  }
}

function seconds(iso: string): number {
  return Date.parse(iso) / 1000;
}
