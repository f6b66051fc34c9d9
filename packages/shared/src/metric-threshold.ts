import { z } from 'zod';

/** From where on a metric is worth a warning, and from where on it is critical. */
export const metricThresholdSchema = z.object({
  /** Dotted path of the metric; `*` stands for any name of a list. */
  metric: z.string(),
  /** The metric is compared as a part of this one, where it is named. */
  of: z.string().nullable(),
  /** Nothing is judged before this metric, of the same name in a list, has come so far. */
  needs: z.object({ metric: z.string(), atLeast: z.number() }).nullable(),
  /** On which side of its lines a metric is bad. */
  side: z.enum(['above', 'below']),
  warning: z.number(),
  critical: z.number(),
  /** How far a metric has to come back from the warning before an alert ends, in the unit of the lines. */
  margin: z.number().nonnegative(),
  /** Where the numbers come from. */
  source: z.string(),
});
export type MetricThreshold = z.infer<typeof metricThresholdSchema>;
