import { z } from 'zod';

/** One time that a metric was beyond its lines: from the warning until it has come back by the margin. */
export const alertSchema = z.object({
  /** Dotted path of the metric. */
  metric: z.string(),
  /** The worst that it reached. */
  severity: z.enum(['warning', 'critical']),
  side: z.enum(['above', 'below']),
  /** The lines as they were when it opened, in the unit of the metric. */
  warning: z.number(),
  critical: z.number(),
  openedAt: z.iso.datetime(),
  /** The value that opened it. */
  value: z.number(),
  /** When it became critical; null where it never did. */
  criticalAt: z.iso.datetime().nullable(),
  /** The value farthest beyond the lines, and when. */
  worst: z.number(),
  worstAt: z.iso.datetime(),
  /** Null while it is open. */
  closedAt: z.iso.datetime().nullable(),
});
export type Alert = z.infer<typeof alertSchema>;
