import { type Advisor, percent } from './advisor.ts';

/** Kinds of cached values that are seldom found in the query cache. */
export const cacheHitRatio: Advisor = {
  id: 'cache-hit-ratio',
  judge({ cache }, { cacheHitRatio: target, cacheReads }) {
    if (cache === null) return null;
    return cache.kinds.flatMap(({ name, hitRatio, samples }) => {
      if (hitRatio === null || samples < cacheReads || hitRatio >= target) return [];
      return [
        {
          subject: `cache kind ${name}`,
          severity: 'warning' as const,
          title: `Only ${percent(hitRatio)} of the reads of kind ${name} are found in the cache`,
          evidence: { hitRatio, reads: samples, memoryBytes: cache.memoryUsage },
          threshold: {
            rule: `below ${percent(target)} of ${cacheReads} reads or more`,
            source:
              'own target: what a cache of a tenth of the keys reaches under a Zipf distribution (s = 1)',
          },
          remedy: {
            kind: 'configuration' as const,
            text: `cache: { maxBytes: ${Math.max(128 * 1024 ** 2, cache.memoryUsage * 2)}, ttl: { ${name}: 7200 } }   # or fewer tags that invalidate it`,
          },
        },
      ];
    });
  },
};
