import { type Finding } from '@sizewise/shared';

import { type Advisor, bytesText, percent } from './advisor.ts';
import { type Thresholds } from './thresholds.ts';

/** Tables or indexes that are read from outside of shared buffers too often. */
export const lowBufferHitRatio: Advisor = {
  id: 'low-buffer-hit-ratio',
  judge({ postgres }, thresholds) {
    const buffers = postgres?.buffers.value?.[0];
    const settings = postgres?.settings.value?.[0];
    if (!buffers || !settings) return null;
    const { tableHits, tableReads, indexHits, indexReads, databaseBytes } = buffers;
    const use = postgres.bufferUse.value?.[0];
    const unusedShare = use ? use.unused / (use.used + use.unused) : null;
    const facts = { databaseBytes, sharedBuffers: settings.sharedBuffers, unusedShare };
    return [
      ...judgeOne('tables', tableHits, tableReads, facts, thresholds),
      ...judgeOne('indexes', indexHits, indexReads, facts, thresholds),
    ];
  },
};

function judgeOne(
  what: string,
  hits: number,
  reads: number,
  facts: {
    readonly databaseBytes: number;
    readonly sharedBuffers: number;
    readonly unusedShare: number | null;
  },
  limits: Thresholds,
): Omit<Finding, 'id'>[] {
  const ratio = hits / (hits + reads);
  if (hits + reads < limits.hitRatioBlocks || ratio >= limits.hitRatio) return [];
  const wanted = Math.ceil(Math.max(facts.sharedBuffers * 2, 128 * 1024 ** 2) / 1024 ** 2);
  return [
    {
      subject: what,
      severity: ratio < limits.hitRatioCritical ? 'critical' : 'warning',
      title: `Only ${percent(ratio)} of the blocks of ${what} are found in shared buffers`,
      evidence: { hitRatio: ratio, blocksHit: hits, blocksRead: reads, ...facts },
      threshold: {
        rule: `below ${percent(limits.hitRatio)}, critical below ${percent(limits.hitRatioCritical)}, of at least ${limits.hitRatioBlocks} blocks`,
        source: 'pgdoctor, cache-efficiency',
      },
      remedy: {
        kind: 'configuration',
        text: `shared_buffers = ${wanted}MB   # now ${bytesText(facts.sharedBuffers)}; needs a restart, and the memory`,
      },
    },
  ];
}
