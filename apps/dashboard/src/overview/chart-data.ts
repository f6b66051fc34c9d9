import { type Alert, type ThresholdLines } from '@sizewise/shared';

import { type BinnedSeries, stepTimes } from '../lib/binned-series.ts';
import { type TimeWindow } from '../lib/time-range.ts';
import { type Chart } from './chart-list.ts';

/** One line of a chart over the window. */
export interface ChartLine {
  readonly path: string;
  readonly label: string;
  /** A value for each time of the chart; null is a gap. */
  readonly values: (number | null)[];
  /** Warning and critical; null where nothing is watched. */
  readonly lines: ThresholdLines | null;
  /** When it was beyond them. */
  readonly alerts: readonly Alert[];
  /** Over the window; null without a sample. */
  readonly summary: { last: number | null; mean: number; min: number; max: number; gaps: number } | null;
}

export interface ChartData {
  readonly chart: Chart;
  /** Seconds since 1970. */
  readonly times: number[];
  readonly lines: readonly ChartLine[];
}

/** A chart before anything is known of its window. */
export function emptyChart(chart: Chart): ChartData {
  return {
    chart,
    times: [],
    lines: chart.series.map(({ path, label }) => ({
      path,
      label,
      values: [],
      lines: null,
      alerts: [],
      summary: null,
    })),
  };
}

/** What a chart shows of a window. */
export function chartData(
  chart: Chart,
  { from, to }: TimeWindow,
  step: number,
  seriesOf: (path: string) => BinnedSeries | null,
  linesOf: (path: string) => ThresholdLines | null,
  alerts: readonly Alert[],
): ChartData {
  const times = step > 0 ? stepTimes(from, to, step) : [];
  const lines = chart.series.map(({ path, label }): ChartLine => {
    const series = seriesOf(path);
    const steps = times.map((time) => ({ time, bin: series?.at(time) ?? null }));
    const values = steps.map(({ bin }) => bin && bin.sum / bin.samples);
    const bins = steps.flatMap(({ bin }) => bin ?? []);
    const samples = bins.reduce((sum, bin) => sum + bin.samples, 0);
    return {
      path,
      label,
      values,
      lines: linesOf(path),
      alerts: alerts.filter(({ metric }) => metric === path),
      summary:
        bins.length === 0
          ? null
          : {
              last: values.at(-1) ?? values.at(-2) ?? null,
              mean: bins.reduce((sum, bin) => sum + bin.sum, 0) / samples,
              min: Math.min(...bins.map(({ min }) => min)),
              max: Math.max(...bins.map(({ max }) => max)),
              gaps: 1 - bins.length / steps.length,
            },
    };
  });
  return { chart, times, lines };
}
