import { type PerformanceMetrics } from '@sizewise/shared';

import { type ApiError, asApiError, isAbort } from '../api/api-error.ts';
import { type ApiClient } from '../api/client.ts';
import { BinnedSeries } from '../lib/binned-series.ts';
import { metricAt } from '../lib/metric-value.ts';
import { stepFor, type TimeWindow } from '../lib/time-range.ts';

/** Steps that are kept of a series; a window has 300 at most. */
const MOST_STEPS = 400;
/** Requests at a time, so that others of the page are not kept waiting. */
const AT_ONCE = 4;

/** Metrics over one stretch of time: what the api has kept, and the live samples on top of it. */
export class MetricHistories {
  readonly #client: ApiClient;
  #controller = new AbortController();
  #series: ReadonlyMap<string, BinnedSeries> = new Map();
  #to = 0;
  #isLive = false;
  #step = $state(0);
  #version = $state(0);
  #loading = $state(false);
  #error = $state.raw<ApiError | null>(null);

  constructor(client: ApiClient) {
    this.#client = client;
  }

  /** Grows with every change of a series. */
  get version(): number {
    return this.#version;
  }

  /** Seconds between two points. */
  get step(): number {
    return this.#step;
  }

  get isLoading(): boolean {
    return this.#loading;
  }

  get error(): ApiError | null {
    return this.#error;
  }

  series(path: string): BinnedSeries | null {
    return this.#series.get(path) ?? null;
  }

  /**
   * Reads these metrics over a stretch of time; what is still being read for another stretch is given up.
   * @param isLive the stretch ends now, and live samples belong to it
   */
  async load(paths: readonly string[], window: TimeWindow, isLive: boolean): Promise<void> {
    this.#controller.abort();
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    const step = stepFor(window);
    // What is shown stays until the answers are there, unless it lies in the future of what is asked for.
    const known =
      step === this.#step && window.to >= this.#to ? this.#series : new Map<string, BinnedSeries>();
    this.#series = new Map(
      paths.map((path) => [path, known.get(path) ?? new BinnedSeries(step, MOST_STEPS)]),
    );
    this.#to = window.to;
    this.#isLive = isLive;
    this.#step = step;
    this.#loading = true;
    this.#version += 1;
    try {
      // Some have no sample so far, such as a wait time where nobody has waited.
      const named = new Set(await this.#client.metricNames(signal));
      const waiting = paths.filter((path) => named.has(path));
      const readNext = async (): Promise<void> => {
        for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
          const { points } = await this.#client.metricHistory(path, window, step, signal);
          this.#series.get(path)?.load(points);
          this.#version += 1;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, readNext));
      this.#error = null;
    } catch (error) {
      if (isAbort(error)) return;
      this.#controller.abort();
      this.#error = asApiError(error);
    }
    this.#loading = false;
  }

  /** Adds a live sample, where the stretch ends now; the version stays, for the next one comes soon. */
  take(sample: PerformanceMetrics): void {
    if (!this.#isLive) return;
    const at = Date.parse(sample.at) / 1000;
    for (const [path, series] of this.#series) series.add(at, metricAt(sample, path));
  }

  close(): void {
    this.#controller.abort();
  }
}
