import { z } from 'zod';

const count = z.number().int().nonnegative();
const amount = z.number().nonnegative().nullable();

/** What a take-off can be grouped by; `size` is text as estimators write it: `400x300`, `Ø250`, millimetres. */
export const TAKEOFF_KEYS = [
  'system',
  'size',
  'level',
  'material',
  'segmentType',
  'discipline',
  'layer',
] as const;
export type TakeoffKey = (typeof TAKEOFF_KEYS)[number];

const amounts = {
  count,
  /** Sum of the lengths that are known, m; null where none is. */
  length: amount,
  /** Segments whose length is not known. */
  withoutLength: count,
  /** Surface of straight ducts whose size and length are known, m²; null where none is. */
  area: amount,
  /** Sum of the weights that the file itself states, kg; null where it states none. */
  weight: amount,
};

export const takeoffTotalsSchema = z.object(amounts);
export type TakeoffTotals = z.infer<typeof takeoffTotalsSchema>;

export const takeoffGroupSchema = z.object({
  /** The value of each key that was asked for; null where the segments have none. */
  group: z.partialRecord(z.enum(TAKEOFF_KEYS), z.string().nullable()),
  ...amounts,
});
export type TakeoffGroup = z.infer<typeof takeoffGroupSchema>;

/** Quantities of a project by group, and of all groups together. */
export const takeoffSchema = z.object({
  groupBy: z.array(z.enum(TAKEOFF_KEYS)),
  items: z.array(takeoffGroupSchema),
  totals: takeoffTotalsSchema,
  /** There are more groups than an answer holds; the totals count them all. */
  truncated: z.boolean(),
});
export type Takeoff = z.infer<typeof takeoffSchema>;
