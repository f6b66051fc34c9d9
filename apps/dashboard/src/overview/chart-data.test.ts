import { type Alert } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { BinnedSeries } from '../lib/binned-series.ts';
import { aMetricsSample } from '../lib/metrics-fixture.ts';
import { metricAt } from '../lib/metric-value.ts';
import { chartData } from './chart-data.ts';
import { chartsOf, metricLabel } from './chart-list.ts';

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

const LINES = { side: 'below' as const, warning: 0.9, critical: 0.5, clear: 0.95, needs: null };
const ALERT: Alert = {
  metric: 'a.b',
  severity: 'warning',
  side: 'below',
  warning: 0.9,
  critical: 0.5,
  openedAt: '1970-01-01T00:00:30Z',
  value: 0.6,
  criticalAt: null,
  worst: 0.5,
  worstAt: '1970-01-01T00:00:30Z',
  closedAt: null,
};

it('keeps gaps, and has the lines and alerts of its own metrics', () => {
  const series = new BinnedSeries(10, 100);
  series.add(0, 1);
  series.add(30, 0.5);
  series.add(31, 0.7);
  const chart = { id: 'a', title: 'A', unit: 'ratio' as const, series: [{ path: 'a.b', label: 'b' }] };
  const { times, lines } = chartData(
    chart,
    { from: 0, to: 30 },
    10,
    () => series,
    () => LINES,
    [ALERT, { ...ALERT, metric: 'a.c' }],
  );
  expect(times).toEqual([0, 10, 20, 30]);
  expect(lines[0]).toMatchObject({
    values: [1, null, null, 0.6],
    lines: LINES,
    summary: { last: 0.6, min: 0.5, max: 1, gaps: 0.5 },
  });
  expect(lines[0]?.alerts).toEqual([ALERT]);
});

it('calls a metric by the chart that shows it', () => {
  const charts = chartsOf(aMetricsSample());
  expect(metricLabel('postgresql.pools.api.waitP95', charts)).toEqual({
    text: 'Wait time, 95th percentile: api',
    unit: 'seconds',
  });
  expect(metricLabel('system.eventLoopDelay', charts).text).toBe('Event loop delay');
  expect(metricLabel('not.shown', charts)).toEqual({ text: 'not.shown', unit: 'count' });
});

it('has nothing to sum up without a sample', () => {
  const chart = { id: 'a', title: 'A', unit: 'count' as const, series: [{ path: 'a', label: 'a' }] };
  const { lines } = chartData(
    chart,
    { from: 0, to: 20 },
    10,
    () => null,
    () => null,
    [],
  );
  expect(lines[0]).toMatchObject({ values: [null, null, null], summary: null, alerts: [] });
});
