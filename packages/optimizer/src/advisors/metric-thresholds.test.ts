import { access } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { metricThresholds } from './metric-thresholds.ts';

it('draws the critical line beyond the warning, and ends an alert on the good side of it', () => {
  for (const { side, warning, critical, margin } of metricThresholds()) {
    expect(critical > warning).toBe(side === 'above');
    expect(margin).toBeGreaterThan(0);
    expect(side === 'above' ? warning - margin > 0 : warning + margin <= 1).toBe(true);
  }
});

it('names pages that are there', async () => {
  const pages = metricThresholds().flatMap(({ source }) => /docs\/advisors\/[a-z-]+\.md/.exec(source) ?? []);
  expect(pages.length).toBeGreaterThan(0);
  const there = pages.map((page) => access(new URL(`../../../../${page}`, import.meta.url)));
  await expect(Promise.all(there)).resolves.toHaveLength(pages.length);
});

it('takes thresholds that a caller has changed', () => {
  const wait = metricThresholds({ poolWaitP95: 3 }).find(({ metric }) => metric.endsWith('waitP95'));
  expect(wait?.warning).toBe(3);
});
