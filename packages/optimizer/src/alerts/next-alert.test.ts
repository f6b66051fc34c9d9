import { type ThresholdLines } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { type KeptAlert, nextAlerts } from './next-alert.ts';

const ABOVE: ThresholdLines = { side: 'above', warning: 10, critical: 20, clear: 8, needs: null };
const BELOW: ThresholdLines = { side: 'below', warning: 0.9, critical: 0.5, clear: 0.92, needs: null };
const at = (seconds: number): Date => new Date(seconds * 1000);

/** What is kept after values that come every ten seconds; null is a sample without the metric. */
function keep(lines: ThresholdLines | null, values: readonly (number | null)[], every = 10): KeptAlert[] {
  const kept: KeptAlert[] = [];
  values.forEach((value, i) => {
    const open = kept.find(({ closedAt }) => closedAt === null) ?? null;
    if (open !== null) kept.splice(kept.indexOf(open), 1);
    const next = nextAlerts(open, value === null ? null : { metric: 'm', value, lines }, at(i * every));
    kept.push(...next);
  });
  return kept;
}

it('opens at the warning and closes beyond the margin, not at the line', () => {
  expect(keep(ABOVE, [9, 10, 9, 12, 9, 8.5])).toMatchObject([
    { openedAt: at(10), value: 10, worst: 12, worstAt: at(30), closedAt: null, criticalAt: null },
  ]);
  expect(keep(ABOVE, [10, 7, 11])).toMatchObject([
    { openedAt: at(0), closedAt: at(10) },
    { openedAt: at(20), closedAt: null },
  ]);
});

it('says when it became critical, and keeps that', () => {
  expect(keep(ABOVE, [12, 20, 15, 30])).toMatchObject([{ criticalAt: at(10), worst: 30, worstAt: at(30) }]);
  expect(keep(ABOVE, [25])).toMatchObject([{ criticalAt: at(0) }]);
});

it('watches ratios that must not fall', () => {
  expect(keep(BELOW, [0.9, 0.89, 0.91, 0.4, 0.92])).toMatchObject([
    { openedAt: at(10), worst: 0.4, criticalAt: at(30), closedAt: at(40) },
  ]);
});

it('ends where the metric is gone or can no longer be judged', () => {
  expect(keep(ABOVE, [12, null])).toMatchObject([{ closedAt: at(10) }]);
  expect(
    nextAlerts(keep(ABOVE, [12])[0] ?? null, { metric: 'm', value: 12, lines: null }, at(10)),
  ).toMatchObject([{ closedAt: at(10) }]);
});

it('ends with the last sample before a gap', () => {
  expect(keep(ABOVE, [12, 13], 3600)).toMatchObject([
    { openedAt: at(0), closedAt: at(0) },
    { openedAt: at(3600), closedAt: null },
  ]);
});
