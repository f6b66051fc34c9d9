/**
 * Where the advisors draw the line. The page of each says where its numbers come from and when they are wrong.
 * Durations in seconds, sizes in bytes, ratios 0–1.
 */
export const THRESHOLDS = {
  slowQueryMean: 0.02,
  slowQueryCalls: 100,
  hitRatio: 0.95,
  hitRatioCritical: 0.9,
  /** Blocks read below which a ratio says nothing: 100 MB. */
  hitRatioBlocks: 12_800,
  missingIndexRows: 10_000,
  missingIndexUse: 0.95,
  /** Scans of one table below which nothing is said. */
  missingIndexScans: 50,
  /** Part of a table from which on a statement is read best by a scan. */
  missingIndexShare: 0.1,
  unusedIndexBytes: 10 * 1024 ** 2,
  /** Counters younger than this say nothing of indexes that are used once a week. */
  unusedIndexStatsAge: 7 * 24 * 3600,
  redundantIndexBytes: 1024 ** 2,
  poolWaitP95: 0.1,
  poolWaitP95Critical: 1,
  connectionShare: 0.7,
  connectionShareCritical: 0.85,
  poolUse: 0.2,
  /** Samples of a pool must reach that far back. */
  poolUseSeconds: 3600,
  lockWait: 5,
  lockWaitCritical: 60,
  idleInTransaction: 30,
  idleInTransactionCritical: 300,
  bloatShare: 0.5,
  bloatBytes: 100 * 1024 ** 2,
  deadShare: 0.2,
  deadShareCritical: 0.4,
  deadRows: 10_000,
  /** 1.5 thousand million ids left. */
  transactionAge: 646_483_648,
  transactionAgeCritical: 1_500_000_000,
  sequenceUse: 0.9,
  cacheHitRatio: 0.7,
  cacheHitRatioCritical: 0.3,
  cacheReads: 1000,
  memoryShare: 1,
  /** Factor between what is configured and what the server has. */
  settingFactor: 2,
  replicaLag: 5,
  replicaLagCritical: 60,
  replicaLagBytes: 64 * 1024 ** 2,
  mongoScannedBeyond: 500,
  mongoScans: 20,
  eventLoopDelay: 0.1,
  eventLoopDelayCritical: 1,
  queueAge: 60,
  queueAgeCritical: 600,
} as const satisfies Record<string, number>;

export type Thresholds = { readonly [Name in keyof typeof THRESHOLDS]: number };
