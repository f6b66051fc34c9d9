import { z } from 'zod';

import { machineSchema } from './machine.ts';
import { PRESSURE_SOURCES } from './connection-budget.ts';

/** A figure that may not be had; then `reason` says why. */
const maybe = z.number().nullable();

/** Durations of one kind, seconds: number and sum since the start, percentiles over the last minute, null without a sample. */
export const durationsSchema = z.object({
  count: z.number().int(),
  total: z.number(),
  p50: maybe,
  p95: maybe,
  p99: maybe,
});
export type Durations = z.infer<typeof durationsSchema>;

/** Where nothing is measured. */
export const NO_DURATIONS: Durations = { count: 0, total: 0, p50: null, p95: null, p99: null };

/** Counters of one pool at one moment; they are read one after the other, so sums may be off by one. */
export const poolSnapshotSchema = z.object({
  name: z.string(),
  active: z.number().int(),
  idle: z.number().int(),
  waiting: z.number().int(),
  total: z.number().int(),
  max: z.number().int(),
  overflow: z.number().int(),
  /** 95th percentile of the wait time over the last minute, seconds; null without a sample. */
  waitP95: maybe,
  /** Requests that waited in vain, since the start. */
  timeouts: z.number().int(),
  /** From a request to its connection. */
  waitTime: durationsSchema,
  /** From a connection's acquire to its release. */
  useTime: durationsSchema,
  /** From the begin of a connect to a connection that is ready. */
  createTime: durationsSchema,
});
export type PoolSnapshot = z.infer<typeof poolSnapshotSchema>;

/** A pool whose connections serve many commands at a time. */
export const sharedPoolSnapshotSchema = poolSnapshotSchema.extend({
  /** Commands without an answer yet, those that wait for their connection included. */
  commands: z.number().int(),
});
export type SharedPoolSnapshot = z.infer<typeof sharedPoolSnapshotSchema>;

/** Ratio 0–1 of hits to reads, with the number of reads it rests on; null without a sample. */
export const hitRatioSchema = z.object({
  hitRatio: maybe,
  samples: z.number().int(),
  hits: z.number().int(),
});

export const cacheTierSnapshotSchema = hitRatioSchema.extend({
  name: z.string(),
  /** Bypassed: invalidations may be missed. Down: not asked after failures. Trying: catching up before it is used. */
  state: z.enum(['up', 'bypassed', 'down', 'trying']),
  /** Of a tier that processes share: what its server holds; null where it is not asked. */
  entries: z.number().int().nullable(),
  bytes: z.number().int().nullable(),
});
export type CacheTierSnapshot = z.infer<typeof cacheTierSnapshotSchema>;

export const cacheSnapshotSchema = z.object({
  hitRatio: maybe,
  samples: z.number().int(),
  /** Bytes held by the in-process tier. */
  memoryUsage: z.number().int(),
  tiers: z.array(cacheTierSnapshotSchema),
  kinds: z.array(hitRatioSchema.extend({ name: z.string() })),
});
export type CacheSnapshot = z.infer<typeof cacheSnapshotSchema>;

export const serviceStateSchema = z.object({
  name: z.string(),
  state: z.enum(['up', 'down', 'absent']),
  /** Where it came from: url, binary, download, embedded, in-process, postgres. */
  source: z.string(),
  detail: z.string(),
  version: z.string().nullable(),
  /** Round trip of a ping, seconds. */
  latency: maybe,
});
export type ServiceState = z.infer<typeof serviceStateSchema>;

/** How far the imports of this process are held back for requests. */
export const throttleStateSchema = z.object({
  /** Share of full speed, 0–1. */
  level: z.number(),
  /** What makes requests wait; null at full speed. */
  reason: z.enum(PRESSURE_SOURCES).nullable(),
});
export type ThrottleState = z.infer<typeof throttleStateSchema>;

export const performanceMetricsSchema = z.object({
  at: z.iso.datetime(),
  postgresql: z.object({
    activeConnections: maybe,
    idle: maybe,
    waiting: maybe,
    total: maybe,
    max: maybe,
    /** Mean time of the statements since the last sample, seconds. */
    avgQueryTime: maybe,
    cacheHitRatio: maybe,
    pools: z.array(poolSnapshotSchema),
    reason: z.string().optional(),
  }),
  mongodb: z
    .object({
      connections: maybe,
      avgQueryTime: maybe,
      indexHitRatio: maybe,
      pools: z.array(poolSnapshotSchema),
      reason: z.string().optional(),
    })
    .nullable(),
  cache: cacheSnapshotSchema.extend({
    /** The connections to Redis; none without it. */
    pools: z.array(sharedPoolSnapshotSchema),
  }),
  imports: z.object({
    rowsPerSecond: z.number(),
    documentsPerSecond: z.number(),
    bytesPerSecond: z.number(),
    rejectsPerSecond: z.number(),
    queued: z.number().int(),
    running: z.number().int(),
    oldestQueuedSeconds: maybe,
    throttle: throttleStateSchema,
    /** Threads of every process that imports; those of other processes are named after them. */
    workers: z.array(
      z.object({
        id: z.string(),
        state: z.string(),
        rowsPerSecond: z.number(),
        importId: z.string().nullable(),
      }),
    ),
    /** The processes that import, this one first where it does. */
    machines: z.array(machineSchema),
  }),
  system: z.object({
    /** Share of one core, 0–1 per core summed over this process. */
    cpuUsage: z.number(),
    /** Resident bytes of this process. */
    memoryUsage: z.number(),
    /** 99th percentile of the event loop delay over the last interval, seconds. */
    eventLoopDelay: z.number(),
  }),
  services: z.array(serviceStateSchema),
});
export type PerformanceMetrics = z.infer<typeof performanceMetricsSchema>;
