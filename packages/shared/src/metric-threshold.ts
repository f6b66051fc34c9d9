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
  critical: z.number().nullable(),
  /** The advisor that draws these lines; its page says where they come from. */
  advisor: z.string(),
});
export type MetricThreshold = z.infer<typeof metricThresholdSchema>;
