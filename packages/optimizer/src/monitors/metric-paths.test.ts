import { describe, expect, it } from 'vitest';

import { metricPaths } from './metric-paths.ts';

describe('metricPaths', () => {
  it('names figures by their place, members of lists by their names', () => {
    const metrics = {
      at: '2026-01-01T00:00:00Z',
      postgresql: {
        idle: 2,
        avgQueryTime: null,
        pools: [{ name: 'import workers', active: 1, isOpen: true }],
      },
      workers: [{ id: 'a', rowsPerSecond: 3 }],
      broken: Number.NaN,
    };
    expect([...metricPaths(metrics)]).toEqual([
      ['postgresql.idle', 2],
      ['postgresql.pools.import-workers.active', 1],
    ]);
  });
});
