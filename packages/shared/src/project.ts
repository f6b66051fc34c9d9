import { z } from 'zod';

const shortText = z.string().trim().min(1).max(200);

export const projectInputSchema = z.object({ name: shortText, userId: shortText.default('local') });
export type ProjectInput = z.input<typeof projectInputSchema>;

/** What PATCH may change. */
export const projectPatchSchema = z.strictObject({ name: shortText, userId: shortText }).partial();
export type ProjectPatch = z.infer<typeof projectPatchSchema>;

export const projectSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  userId: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  segmentCount: z.number().int().nonnegative(),
});
export type Project = z.infer<typeof projectSchema>;
