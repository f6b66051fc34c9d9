import { z } from 'zod';

/** `critical` will stop or lose something if left alone, `warning` costs now, `info` is worth knowing. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What an advisor found in the evidence. `id` and `subject` together name it, from one run to the next. */
export const findingSchema = z.object({
  /** The advisor, which is also the name of its page in docs/advisors. */
  id: z.string(),
  /** What it is about: a table, an index, a pool, a query. */
  subject: z.string(),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  /** The measured values that it rests on; names say their units. */
  evidence: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  threshold: z.object({
    /** What was compared with what. */
    rule: z.string(),
    /** Where the number comes from. */
    source: z.string(),
  }),
  /** Ready to run or to set; read its page first. */
  remedy: z.object({ kind: z.enum(['sql', 'mongo', 'configuration']), text: z.string() }),
});
export type Finding = z.infer<typeof findingSchema>;

/** A finding as kept: it stays after it has been resolved. */
export const storedFindingSchema = findingSchema.extend({
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
  /** When a run no longer found it; null while it is open. */
  resolvedAt: z.iso.datetime().nullable(),
});
export type StoredFinding = z.infer<typeof storedFindingSchema>;

export const FINDING_STATES = ['open', 'resolved', 'all'] as const;
export type FindingState = (typeof FINDING_STATES)[number];
