import { z } from 'zod';

export const projectInputSchema = z.object({
  name: z.string().trim().min(1).max(200),
  userId: z.string().trim().min(1).max(200).default('local'),
});
export type ProjectInput = z.input<typeof projectInputSchema>;

export const projectSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  userId: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  segmentCount: z.number().int().nonnegative(),
});
export type Project = z.infer<typeof projectSchema>;
