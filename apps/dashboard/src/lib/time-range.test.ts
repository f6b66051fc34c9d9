import { describe, expect, it } from 'vitest';

import { between, pan, readTimeRange, stepFor, SPANS, windowOf, writeTimeRange, zoom } from './time-range.ts';

const NOW = 1_795_000_000;
const HOUR = { from: NOW - 3600, to: NOW };
const read = (text: string) => readTimeRange(new URLSearchParams(text));

describe('a range in a link', () => {
  it.each(['', 'range=6h', 'from=2026-11-20T10:00:00Z&to=2026-11-20T11:30:00Z'])('%j is kept', (text) => {
    const query = new URLSearchParams();
    writeTimeRange(read(text), query);
    expect(decodeURIComponent(query.toString())).toBe(text);
  });

  it.each([
    'range=2y',
    'from=2026-11-20T10:00:00Z',
    'from=x&to=y',
    'from=2026-11-20T10:00:00Z&to=2026-11-20T10:00:00Z',
    'from=2026-11-20T10:00:00Z&to=2026-11-19T10:00:00Z',
    'from=2020-11-20T10:00:00Z&to=2026-11-19T10:00:00Z',
  ])('%j is the last 15 minutes', (text) => expect(read(text)).toEqual({ span: '15m' }));

  it('leaves the rest of a query alone', () => {
    const query = new URLSearchParams('pool=api&range=1h');
    writeTimeRange({ span: '15m' }, query);
    expect(query.toString()).toBe('pool=api');
  });
});

it('follows now by a span, and stays where two times are named', () => {
  expect(windowOf({ span: '1h' }, NOW)).toEqual(HOUR);
  expect(windowOf({ span: null, from: 1, to: 2 }, NOW)).toEqual({ from: 1, to: 2 });
});

it('asks for at most 300 steps of at least the interval between samples', () => {
  for (const span of Object.values(SPANS)) {
    const step = stepFor({ from: NOW - span, to: NOW });
    expect(step).toBeGreaterThanOrEqual(10);
    expect(span / step).toBeLessThanOrEqual(300);
  }
});

describe('moving', () => {
  it('never goes beyond now', () => {
    expect(pan(HOUR, 0.5, NOW)).toEqual({ span: null, ...HOUR });
    expect(pan(HOUR, -0.5, NOW)).toEqual({ span: null, from: NOW - 5400, to: NOW - 1800 });
    expect(zoom(HOUR, 2, NOW)).toEqual({ span: null, from: NOW - 7200, to: NOW });
  });

  it('zooms into the middle, between a minute and 90 days', () => {
    expect(zoom(HOUR, 0.5, NOW)).toEqual({ span: null, from: NOW - 2700, to: NOW - 900 });
    const close = zoom(HOUR, 1e-9, NOW);
    expect(close.span === null && close.to - close.from).toBe(60);
    const far = zoom(HOUR, 1e9, NOW);
    expect(far.span === null && far.to - far.from).toBe(SPANS['90d']);
  });

  it('takes a stretch drawn in either direction', () => {
    expect(between(NOW, NOW - 600)).toEqual({ span: null, from: NOW - 600, to: NOW });
    expect(between(NOW, NOW)).toEqual({ span: null, from: NOW - 30, to: NOW + 30 });
  });
});
