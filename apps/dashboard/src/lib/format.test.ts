import { describe, expect, it } from 'vitest';

import {
  formatAgo,
  formatBytes,
  formatDuration,
  formatMetres,
  formatRatio,
  formatShort,
  formatWord,
} from './format.ts';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1_500_000, '1.5 MB'],
  [999_999, '1 MB'],
  [300_000_000, '300 MB'],
])('writes %d bytes as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

it.each([
  [0, '0 %'],
  [0.004, '0.4 %'],
  [0.5, '50 %'],
  [0.9996, '99.9 %'],
  [1, '100 %'],
])('writes the ratio %d as %s and rounds no miss away', (ratio, text) =>
  expect(formatRatio(ratio)).toBe(text),
);

it.each([
  [0.42, '420 ms'],
  [2.34, '2.3 s'],
  [12, '12 s'],
  [59.7, '1 min 00 s'],
  [185, '3 min 05 s'],
  [3725, '1 h 02 min'],
])('writes %d seconds as %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

it.each([
  [0, '0 m'],
  [0.35, '350 mm'],
  [12.5, '12.5 m'],
  [-2500, '-2.5 km'],
])('writes %d metres as %s', (metres, text) => expect(formatMetres(metres)).toBe(text));

it('keeps a fast rate short', () => {
  expect(formatShort(999)).toBe('999');
  expect(formatShort(48_123)).toBe('48.1K');
});

it('makes words of an identifier', () => expect(formatWord('duct_segment')).toBe('Duct segment'));

describe('age', () => {
  const now = Date.parse('2026-01-02T12:00:00Z');
  it.each([
    ['2026-01-02T11:59:58Z', 'just now'],
    ['2026-01-02T11:59:20Z', '40 s ago'],
    ['2026-01-02T11:30:00Z', '30 min ago'],
    ['2026-01-02T02:00:00Z', '10 h ago'],
    ['2026-01-02T12:00:09Z', 'just now'],
  ])('of %s is %s', (iso, text) => expect(formatAgo(iso, now)).toBe(text));
});
