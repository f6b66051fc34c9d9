import { type MetricThreshold } from '@sizewise/shared';

import { THRESHOLDS, type Thresholds } from './thresholds.ts';

/**
 * The lines of every watched metric: those of the advisors that judge by a sampled figure, and of the process itself.
 * Each metric is drawn with them in a chart, and an alert says when it crossed them.
 */
export function metricThresholds(changed: Partial<Thresholds> = {}): MetricThreshold[] {
  const limits = { ...THRESHOLDS, ...changed };
  const plain = { of: null, needs: null, side: 'above' } as const;
  return [
    {
      ...plain,
      metric: 'postgresql.total',
      of: 'postgresql.max',
      warning: limits.connectionShare,
      critical: limits.connectionShareCritical,
      margin: 0.05,
      source: 'docs/advisors/connection-limit.md',
    },
    {
      ...plain,
      metric: 'postgresql.pools.*.waitP95',
      warning: limits.poolWaitP95,
      critical: limits.poolWaitP95Critical,
      margin: limits.poolWaitP95 / 5,
      source:
        'docs/advisors/pool-too-small.md; critical is what people notice as waiting (Nielsen, 1993: 1 s)',
    },
    {
      ...plain,
      metric: 'postgresql.cacheHitRatio',
      side: 'below',
      warning: limits.hitRatio,
      critical: limits.hitRatioCritical,
      margin: 0.01,
      source: 'docs/advisors/low-buffer-hit-ratio.md',
    },
    {
      ...plain,
      metric: 'cache.kinds.*.hitRatio',
      needs: { metric: 'cache.kinds.*.samples', atLeast: limits.cacheReads },
      side: 'below',
      warning: limits.cacheHitRatio,
      critical: limits.cacheHitRatioCritical,
      margin: 0.05,
      source:
        'docs/advisors/cache-hit-ratio.md; critical: most reads pay for the cache and go to the database as well',
    },
    {
      ...plain,
      metric: 'system.eventLoopDelay',
      warning: limits.eventLoopDelay,
      critical: limits.eventLoopDelayCritical,
      margin: limits.eventLoopDelay / 5,
      source: 'Nielsen, 1993: an answer within 0.1 s seems instant, one within 1 s keeps the thought',
    },
    {
      ...plain,
      metric: 'imports.oldestQueuedSeconds',
      warning: limits.queueAge,
      critical: limits.queueAgeCritical,
      margin: limits.queueAge / 5,
      source: 'ours: an estimator expects a drawing within minutes',
    },
  ];
}
