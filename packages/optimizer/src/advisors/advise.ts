import { type Finding, SEVERITIES } from '@sizewise/shared';

import { type Advisor } from './advisor.ts';
import { cacheHitRatio } from './cache-hit-ratio.ts';
import { connectionLimit } from './connection-limit.ts';
import { type Evidence } from './evidence.ts';
import { idleInTransaction } from './idle-in-transaction.ts';
import { invalidIndex } from './invalid-index.ts';
import { lockWait } from './lock-wait.ts';
import { lowBufferHitRatio } from './low-buffer-hit-ratio.ts';
import { memoryOverCommitted } from './memory-over-committed.ts';
import { missingIndex } from './missing-index.ts';
import { mongoCollectionScan } from './mongo-collection-scan.ts';
import { overdueVacuum } from './overdue-vacuum.ts';
import { poolTooLarge } from './pool-too-large.ts';
import { poolTooSmall } from './pool-too-small.ts';
import { redundantIndex } from './redundant-index.ts';
import { replicaLag } from './replica-lag.ts';
import { sequenceEnd } from './sequence-end.ts';
import { serverSettings } from './server-settings.ts';
import { slowQuery } from './slow-query.ts';
import { tableBloat } from './table-bloat.ts';
import { THRESHOLDS, type Thresholds } from './thresholds.ts';
import { transactionAge } from './transaction-age.ts';
import { unusedMongoIndex } from './unused-mongo-index.ts';
import { unusedIndex } from './unused-index.ts';

/** Every advisor; docs/advisors has a page of each. */
export const ADVISORS: readonly Advisor[] = [
  transactionAge,
  sequenceEnd,
  idleInTransaction,
  lockWait,
  connectionLimit,
  poolTooSmall,
  poolTooLarge,
  memoryOverCommitted,
  serverSettings,
  replicaLag,
  slowQuery,
  missingIndex,
  lowBufferHitRatio,
  cacheHitRatio,
  overdueVacuum,
  tableBloat,
  invalidIndex,
  redundantIndex,
  unusedIndex,
  mongoCollectionScan,
  unusedMongoIndex,
];

/** Findings of one advisor at most, so that a database of ten thousand tables stays readable. */
const MOST_FINDINGS = 50;

export interface Advice {
  /** The severest first. */
  readonly findings: readonly Finding[];
  /** Advisors that had their evidence. */
  readonly judged: readonly string[];
}

/** Asks every advisor. */
export function advise(evidence: Evidence, thresholds: Partial<Thresholds> = {}): Advice {
  const limits = { ...THRESHOLDS, ...thresholds };
  const judged: string[] = [];
  const findings: Finding[] = [];
  for (const advisor of ADVISORS) {
    const found = advisor.judge(evidence, limits);
    if (found === null) continue;
    judged.push(advisor.id);
    findings.push(...found.slice(0, MOST_FINDINGS).map((finding) => ({ id: advisor.id, ...finding })));
  }
  const rank = ({ severity }: Finding): number => -SEVERITIES.indexOf(severity);
  return { findings: findings.sort((a, b) => rank(a) - rank(b)), judged };
}
