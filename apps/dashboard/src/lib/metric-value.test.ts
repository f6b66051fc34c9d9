import { expect, it } from 'vitest';

import { metricAt } from './metric-value.ts';
import { aMetricsSample } from './metrics-fixture.ts';

it.each([
  ['postgresql.total', 3],
  ['postgresql.pools.api.active', 3],
  ['postgresql.pools.import-workers.max', 10],
  ['cache.kinds.spatial.hitRatio', 0.5],
  ['postgresql.avgQueryTime', null],
  ['mongodb.connections', null],
  ['postgresql.pools.gone.active', null],
  ['imports.workers.a.rowsPerSecond', null],
  ['at', null],
])('reads %s', (path, value) => expect(metricAt(aMetricsSample(), path)).toBe(value));
