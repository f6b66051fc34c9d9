import { type MetricThreshold } from '@sizewise/shared';

import { type Bin, type BinnedSeries, stepTimes } from '../lib/binned-series.ts';
import { type Crossing, findCrossings, linesOf, type SeriesLines } from '../lib/crossings.ts';
import { type TimeWindow } from '../lib/time-range.ts';
import { type Chart } from './chart-list.ts';

/** One line of a chart over the window. */
export interface ChartLine {
  readonly path: string;
  readonly label: string;
  /** A value for each time of the chart; null is a gap. */
  readonly values: readonly (number | null)[];
  /** Warning and critical; null where nothing is watched. */
  readonly lines: SeriesLines | null;
  readonly crossings: readonly Crossing[];
  /** Over the window; null without a sample. */
  readonly summary: { last: number | null; mean: number; min: number; max: number; gaps: number } | null;
}

export interface ChartData {
  readonly chart: Chart;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
}

/** What a chart shows of a window. */
export function chartData(
  chart: Chart,
  { from, to }: TimeWindow,
  step: number,
  seriesOf: (path: string) => BinnedSeries | null,
  thresholds: readonly MetricThreshold[],
  valueNow: (path: string) => number | null,
): ChartData {
  const times = step > 0 ? stepTimes(from, to, step) : [];
  const lines = chart.series.map(({ path, label }): ChartLine => {
    const series = seriesOf(path);
    const steps = times.map((time) => ({ time, bin: series?.at(time) ?? null }));
    const values = steps.map(({ bin }) => bin && bin.sum / bin.samples);
    const watched = linesOf(path, thresholds, valueNow);
    const bins = steps.flatMap(({ bin }) => bin ?? []);
    const samples = bins.reduce((sum, bin) => sum + bin.samples, 0);
    return {
      path,
      label,
      values,
      lines: watched,
      crossings: watched ? findCrossings(watched, steps.map(judged(watched, seriesOf))) : [],
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

/** A step as it may be judged: a gap while there are too few samples. */
function judged({ needs }: SeriesLines, seriesOf: (path: string) => BinnedSeries | null) {
  const needed = needs && seriesOf(needs.path);
  return (step: { time: number; bin: Bin | null }) =>
    needs === null || (needed?.at(step.time)?.max ?? 0) >= needs.atLeast ? step : { ...step, bin: null };
}
