import { z } from 'zod';

import { findingSchema } from './finding.ts';
import { performanceMetricsSchema } from './metrics.ts';

const maybe = z.number().nullable();

/** What a statement cost in one stretch of time; one in which it was not called has no point. */
export const statementPointSchema = z.object({
  /** Begin of the stretch. */
  at: z.iso.datetime(),
  calls: z.number(),
  meanSeconds: z.number(),
});
export type StatementPoint = z.infer<typeof statementPointSchema>;

/** One statement over time. */
export const statementTrendSchema = z.object({
  queryId: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Seconds of one stretch. */
  step: z.number().int(),
  points: z.array(statementPointSchema),
});
export type StatementTrend = z.infer<typeof statementTrendSchema>;

/** A statement with its literals taken out, and what it costs. Times in seconds. */
export const slowQuerySchema = z.object({
  queryId: z.string(),
  text: z.string(),
  calls: z.number(),
  totalSeconds: z.number(),
  meanSeconds: z.number(),
  maxSeconds: z.number(),
  rows: z.number(),
  /** Part of the time of all statements of this database, 0–1. */
  share: z.number(),
  /** Blocks found in shared buffers per block read, 0–1; null where it read none. */
  cacheHitRatio: maybe,
  /** The planner's tree for any parameters, without their values. */
  plan: z.record(z.string(), z.unknown()).nullable(),
  /** Why `plan` is null. */
  planReason: z.string().nullable(),
  /** The last 24 hours, oldest first, 48 points at most. */
  trend: z.array(statementPointSchema),
});
export type SlowQuery = z.infer<typeof slowQuerySchema>;

/** All statements of this database since the statistics were reset. */
export const queryPerformanceSchema = z.object({
  /** When the statistics were reset; null where the server does not say. */
  since: z.iso.datetime().nullable(),
  /** Distinct statements. */
  statements: z.number().nullable(),
  calls: maybe,
  totalSeconds: maybe,
  meanSeconds: maybe,
  /** Table blocks found in shared buffers per table block read, 0–1. */
  tableHitRatio: maybe,
  /** Index blocks found in shared buffers per index block read, 0–1. */
  indexHitRatio: maybe,
});
export type QueryPerformance = z.infer<typeof queryPerformanceSchema>;

export const hourlyAverageSchema = z.object({
  /** Begin of the hour. */
  at: z.iso.datetime(),
  /** Mean by dotted path of the metric; one without a sample in this hour is left out. */
  averages: z.record(z.string(), z.number()),
});
export type HourlyAverage = z.infer<typeof hourlyAverageSchema>;

export const recommendationSchema = findingSchema.extend({
  /** Null where this run is not one that is kept. */
  firstSeen: z.iso.datetime().nullable(),
});
export type Recommendation = z.infer<typeof recommendationSchema>;

export const performanceReportSchema = z.object({
  at: z.iso.datetime(),
  currentMetrics: performanceMetricsSchema,
  /** The last 24 hours, oldest first. */
  hourlyAverages: z.array(hourlyAverageSchema).nullable(),
  queryPerformance: queryPerformanceSchema.nullable(),
  slowQueries: z.array(slowQuerySchema).nullable(),
  recommendations: z.array(recommendationSchema).nullable(),
  /** Why a field is null, or what an advisor could not judge by. */
  reasons: z.array(z.object({ field: z.string(), reason: z.string() })),
});
export type PerformanceReport = z.infer<typeof performanceReportSchema>;

/** One metric over time. Steps without a sample are gaps: their figures are null. */
export const metricHistorySchema = z.object({
  metric: z.string(),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Seconds between two points. */
  step: z.number().int(),
  /** What the points are made of. */
  resolution: z.enum(['raw', 'minute', 'hour']),
  points: z.array(
    z.object({ at: z.iso.datetime(), value: maybe, min: maybe, max: maybe, samples: z.number().int() }),
  ),
});
export type MetricHistory = z.infer<typeof metricHistorySchema>;
