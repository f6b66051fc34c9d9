import { type MetricThreshold } from '@sizewise/shared';

import { THRESHOLDS, type Thresholds } from './thresholds.ts';

/** The lines of those advisors that judge by a figure which is sampled, so that a chart can show them. */
export function metricThresholds(changed: Partial<Thresholds> = {}): MetricThreshold[] {
  const limits = { ...THRESHOLDS, ...changed };
  return [
    {
      metric: 'postgresql.total',
      of: 'postgresql.max',
      needs: null,
      side: 'above',
      warning: limits.connectionShare,
      critical: limits.connectionShareCritical,
      advisor: 'connection-limit',
    },
    {
      metric: 'postgresql.pools.*.waitP95',
      of: null,
      needs: null,
      side: 'above',
      warning: limits.poolWaitP95,
      critical: null,
      advisor: 'pool-too-small',
    },
    {
      metric: 'postgresql.cacheHitRatio',
      of: null,
      needs: null,
      side: 'below',
      warning: limits.hitRatio,
      critical: limits.hitRatioCritical,
      advisor: 'low-buffer-hit-ratio',
    },
    {
      metric: 'cache.kinds.*.hitRatio',
      of: null,
      needs: { metric: 'cache.kinds.*.samples', atLeast: limits.cacheReads },
      side: 'below',
      warning: limits.cacheHitRatio,
      critical: null,
      advisor: 'cache-hit-ratio',
    },
  ];
}
