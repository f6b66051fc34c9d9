import { z } from 'zod';

/** One run of a validation: docs/validation.md says how scores are made. */
export const validationRunSchema = z.object({
  at: z.iso.datetime(),
  /** That of the weakest part, 0 to 100. */
  score: z.number(),
  /** From which score on it passed. */
  passMark: z.number(),
  parts: z.array(
    z.object({
      id: z.string(),
      score: z.number(),
      /** What was measured, by name; times in milliseconds, ratios as times as fast. */
      figures: z.record(z.string(), z.number()),
    }),
  ),
});
export type ValidationRun = z.infer<typeof validationRunSchema>;
