import { expect, it } from 'vitest';

import { ADVISORS } from './advise.ts';
import { metricThresholds } from './metric-thresholds.ts';

it('draws only lines of advisors, the critical one beyond the warning', () => {
  const ids = ADVISORS.map(({ id }) => id);
  for (const { advisor, side, warning, critical } of metricThresholds()) {
    expect(ids).toContain(advisor);
    const last = critical ?? (side === 'above' ? Infinity : -Infinity);
    expect(last > warning).toBe(side === 'above');
  }
});

it('takes thresholds that a caller has changed', () => {
  const wait = metricThresholds({ poolWaitP95: 3 }).find(({ advisor }) => advisor === 'pool-too-small');
  expect(wait?.warning).toBe(3);
});
