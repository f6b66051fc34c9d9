import { describe, expect, it } from 'vitest';

import { kept, partOf, reached, reportOf } from './validation-report.ts';

describe('scores', () => {
  it('are shares of what has to be reached', () => {
    expect([reached(5, 10), reached(10, 10), reached(99, 10), reached(0, 10), reached(NaN, 10)]).toEqual([
      0.5, 1, 1, 0, 0,
    ]);
  });

  it('are shares of what may not be exceeded', () => {
    expect([kept(50, 100), kept(100, 100), kept(200, 100), kept(NaN, 100)]).toEqual([1, 1, 0.5, 0]);
  });

  it('count the shares of a part alike, and the weakest part for the whole', () => {
    const [pool, cache] = [partOf('pool', [1, 0.5], { acquireMs: 1.23456 }), partOf('cache', [1], {})];
    expect(pool).toEqual({ id: 'pool', score: 75, figures: { acquireMs: 1.235 } });
    expect(reportOf([pool, cache])).toEqual({ score: 75, parts: [pool, cache] });
  });
});
