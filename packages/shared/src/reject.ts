import { z } from 'zod';

import { recordPositionSchema } from './segment.ts';

/** One record that is not stored: where it stands, its bytes as far as they are kept, and why. */
export const rejectedRecordSchema = z.object({
  position: recordPositionSchema,
  raw: z.string(),
  rawTruncated: z.boolean(),
  code: z.string(),
  reason: z.string(),
});

/** A kept reject. A corrected one becomes a segment of the same id when the corrected rejects are tried again. */
export const rejectSchema = rejectedRecordSchema.extend({
  id: z.uuid(),
  /** What is to be stored instead, as a segment. */
  corrected: z.record(z.string(), z.unknown()).nullable(),
  resolvedAt: z.iso.datetime().nullable(),
});
export type Reject = z.infer<typeof rejectSchema>;

/** Answer to trying the corrected rejects again; those that the database refuses stay, with its reason. */
export const rejectRetrySchema = z.object({
  stored: z.number().int().nonnegative(),
  stillRejected: z.array(z.object({ id: z.uuid(), code: z.string(), reason: z.string() })),
});
export type RejectRetry = z.infer<typeof rejectRetrySchema>;
