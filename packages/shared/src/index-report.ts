import { z } from 'zod';

/** One index that the product's queries count on. */
export const indexReportSchema = z.object({
  store: z.enum(['postgres', 'mongo']),
  name: z.string(),
  /** Table or collection. */
  table: z.string(),
  /** `invalid` was left by a build that was interrupted and serves nobody; `building` is under way in another session. */
  state: z.enum(['ok', 'missing', 'invalid', 'building']),
  /** What it is for. */
  serves: z.string(),
  /** Null where it is missing or the store does not say. */
  bytes: z.number().nullable(),
  /** Times it was used since the store's statistics were reset; null where the store does not say. */
  uses: z.number().nullable(),
});
export type IndexReport = z.infer<typeof indexReportSchema>;
export type IndexState = IndexReport['state'];
