import { describe, expect, it } from 'vitest';

import { BinnedSeries, stepTimes } from './binned-series.ts';

const point = (seconds: number, value: number | null, samples = 1) => ({
  at: new Date(seconds * 1000).toISOString(),
  value,
  min: value,
  max: value,
  samples: value === null ? 0 : samples,
});

describe('BinnedSeries', () => {
  it('keeps a step without a sample as a gap between its neighbours', () => {
    const series = new BinnedSeries(10, 100);
    series.load([point(0, 1), point(10, null), point(20, 3)]);
    expect(series.means(0, 29)).toEqual([1, null, 3]);
    expect(series.means(-10, 0)).toEqual([null, 1]);
  });

  it('holds the mean, the least and the largest of the samples of a step', () => {
    const series = new BinnedSeries(10, 100);
    series.load([point(0, 4, 3)]);
    series.add(9.9, 8);
    series.add(5, null);
    expect(series.at(0)).toEqual({ sum: 20, samples: 4, min: 4, max: 8 });
    expect(series.means(0, 0)).toEqual([5]);
  });

  it('counts a step once that is loaded again', () => {
    const series = new BinnedSeries(10, 100);
    series.load([point(0, 4, 3)]);
    series.add(1, 100);
    series.load([point(0, 4, 3)]);
    expect(series.at(0)?.samples).toBe(3);
  });

  it('keeps the newest steps only, however long it is fed', () => {
    const series = new BinnedSeries(1, 50);
    for (let at = 0; at < 5000; at++) series.add(at, at);
    expect(series.size).toBe(50);
    expect(series.means(4949, 4950)).toEqual([null, 4950]);
    series.load([point(3, 1)]);
    expect(series.size).toBe(50);
  });

  it('forgets what a jump in time makes too old, and leaves a gap behind it', () => {
    const series = new BinnedSeries(1, 50);
    for (let at = 0; at < 50; at++) series.add(at, at);
    series.add(60, 1);
    expect(series.size).toBe(40);
    expect(series.means(10, 11)).toEqual([null, 11]);
    expect(series.means(49, 51)).toEqual([49, null, null]);
  });
});

it('begins steps at multiples of their length', () => {
  expect(stepTimes(25, 41, 10)).toEqual([20, 30, 40]);
  expect(stepTimes(41, 25, 10)).toEqual([]);
});
