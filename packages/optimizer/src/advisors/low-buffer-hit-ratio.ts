import { type Finding } from '@sizewise/shared';

import { type Advisor, bytesText, percent } from './advisor.ts';
import { type Thresholds } from './thresholds.ts';

const MIB = 1024 ** 2;

/** Tables or indexes that are read from outside of shared buffers too often. */
export const lowBufferHitRatio: Advisor = {
  id: 'low-buffer-hit-ratio',
  judge({ postgres, machineMemory }, thresholds) {
    const buffers = postgres?.buffers.value?.[0];
    const settings = postgres?.settings.value?.[0];
    if (!buffers || !settings) return null;
    const { tableHits, tableReads, indexHits, indexReads, databaseBytes } = buffers;
    const use = postgres.bufferUse.value?.[0];
    const unusedShare = use ? use.unused / (use.used + use.unused) : null;
    const facts = { databaseBytes, sharedBuffers: settings.sharedBuffers, machineMemory, unusedShare };
    return [
      ...judgeOne('tables', tableHits, tableReads, facts, thresholds),
      ...judgeOne('indexes', indexHits, indexReads, facts, thresholds),
    ];
  },
};

interface Facts {
  readonly databaseBytes: number;
  readonly sharedBuffers: number;
  readonly machineMemory: number | null;
  readonly unusedShare: number | null;
}

function judgeOne(
  what: string,
  hits: number,
  reads: number,
  facts: Facts,
  limits: Thresholds,
): Omit<Finding, 'id'>[] {
  const ratio = hits / (hits + reads);
  if (hits + reads < limits.hitRatioBlocks || ratio >= limits.hitRatio) return [];
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
        text: adviceFor(facts),
      },
    },
  ];
}

/** Twice the buffers, but never more than the database, nor than a quarter of the machine (PostgreSQL, Resource Consumption). */
function adviceFor({ databaseBytes, sharedBuffers, machineMemory }: Facts): string {
  const quarter = machineMemory === null ? Infinity : machineMemory / 4;
  const wanted = Math.min(Math.max(sharedBuffers * 2, 128 * MIB), databaseBytes, quarter);
  const now = `now ${bytesText(sharedBuffers)}`;
  if (wanted > sharedBuffers) {
    return `shared_buffers = ${Math.ceil(wanted / MIB)}MB   # ${now}; needs a restart, and the memory`;
  }
  if (databaseBytes <= quarter) {
    return `# shared_buffers: ${now}, enough for the whole database (${bytesText(databaseBytes)}); more will not help`;
  }
  return `# shared_buffers: ${now}, a quarter of the machine's memory; see what statements read`;
}
