import { expect, it } from 'vitest';

import { BinnedSeries } from '../lib/binned-series.ts';
import { aMetricsSample } from '../lib/metrics-fixture.ts';
import { metricAt } from '../lib/metric-value.ts';
import { chartData } from './chart-data.ts';
import { chartsOf } from './chart-list.ts';

it('has a line for each pool and each kind of cached values, all of them metrics', () => {
  const sample = aMetricsSample();
  const charts = chartsOf({ ...sample, postgresql: { ...sample.postgresql, avgQueryTime: 1 } });
  const labels = (id: string) => charts.find((chart) => chart.id === id)?.series.map(({ label }) => label);
  expect(labels('connections')).toEqual(['api', 'import workers']);
  expect(labels('cache')).toEqual(['all', 'spatial']);
  const maybeNull = new Set(['waitP95', 'avgQueryTime', 'oldestQueuedSeconds']);
  const unread = charts
    .flatMap(({ series }) => series)
    .filter(({ path }) => !maybeNull.has(path.split('.').at(-1) ?? '') && metricAt(sample, path) === null);
  expect(unread).toEqual([]);
});

it('keeps gaps, and says what was beyond a line', () => {
  const series = new BinnedSeries(10, 100);
  series.add(0, 1);
  series.add(30, 0.5);
  series.add(31, 0.7);
  const chart = { id: 'a', title: 'A', unit: 'ratio' as const, series: [{ path: 'a.b', label: 'b' }] };
  const threshold = {
    metric: 'a.b',
    of: null,
    needs: null,
    side: 'below' as const,
    warning: 0.9,
    critical: null,
    advisor: 'x',
  };
  const { times, lines } = chartData(
    chart,
    { from: 0, to: 30 },
    10,
    () => series,
    [threshold],
    () => null,
  );
  expect(times).toEqual([0, 10, 20, 30]);
  expect(lines[0]).toMatchObject({
    values: [1, null, null, 0.6],
    crossings: [{ severity: 'warning', from: 30, to: null, worst: 0.5 }],
    summary: { last: 0.6, min: 0.5, max: 1, gaps: 0.5 },
  });
});

it('has nothing to sum up without a sample', () => {
  const chart = { id: 'a', title: 'A', unit: 'count' as const, series: [{ path: 'a', label: 'a' }] };
  const { lines } = chartData(
    chart,
    { from: 0, to: 20 },
    10,
    () => null,
    [],
    () => null,
  );
  expect(lines[0]).toMatchObject({ values: [null, null, null], summary: null, crossings: [] });
});

it('judges nothing while there are too few samples', () => {
  const ratio = new BinnedSeries(10, 100);
  const reads = new BinnedSeries(10, 100);
  for (const [time, count] of [
    [0, 10],
    [10, 2000],
  ] as const) {
    ratio.add(time, 0.1);
    reads.add(time, count);
  }
  const path = 'cache.kinds.spatial.hitRatio';
  const chart = { id: 'a', title: 'A', unit: 'ratio' as const, series: [{ path, label: 'spatial' }] };
  const threshold = {
    metric: 'cache.kinds.*.hitRatio',
    of: null,
    needs: { metric: 'cache.kinds.*.samples', atLeast: 1000 },
    side: 'below' as const,
    warning: 0.7,
    critical: null,
    advisor: 'x',
  };
  const seriesOf = (name: string) => (name === path ? ratio : reads);
  const { lines } = chartData(chart, { from: 0, to: 10 }, 10, seriesOf, [threshold], () => null);
  expect(lines[0]?.crossings.map(({ from }) => from)).toEqual([10]);
});
