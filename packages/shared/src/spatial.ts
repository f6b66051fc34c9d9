import { z } from 'zod';

import { boundsSchema } from './bounds.ts';
import { shapeSchema } from './shape.ts';

/** A spatial document as a caller posts it: bounds are computed from the shape where it brings none. */
export const spatialInputSchema = z.object({
  segmentId: z.uuid().nullable().default(null),
  layerType: z.string().min(1).max(128),
  geometry: z.tuple([z.number(), z.number()]).nullable().default(null),
  bounds: boundsSchema.nullable().default(null),
  shape: shapeSchema.nullable().default(null),
});
export type SpatialInput = z.input<typeof spatialInputSchema>;

/** A stored spatial document; `geometry` is the centre in plan, metres. */
export const spatialDocumentSchema = z.object({
  id: z.uuid(),
  segmentId: z.uuid(),
  importId: z.uuid(),
  layerType: z.string(),
  geometry: z.tuple([z.number(), z.number()]).nullable(),
  bounds: boundsSchema.nullable(),
  shape: shapeSchema.nullable(),
});
export type SpatialDocument = z.infer<typeof spatialDocumentSchema>;

export const spatialPageSchema = z.object({ items: z.array(spatialDocumentSchema), truncated: z.boolean() });
export type SpatialPage = z.infer<typeof spatialPageSchema>;

export const analyticsSchema = z.object({
  segmentCount: z.number().int().nonnegative(),
  bySegmentType: z.record(z.string(), z.number()),
  bySystem: z.record(z.string(), z.number()),
  byLevel: z.record(z.string(), z.number()),
  totalLength: z.number().nonnegative(),
  bounds: boundsSchema.nullable(),
});
export type Analytics = z.infer<typeof analyticsSchema>;

export const calculationSchema = z.object({
  id: z.uuid(),
  segmentId: z.uuid(),
  calculationType: z.string(),
  input: z.record(z.string(), z.unknown()),
  resultData: z.record(z.string(), z.unknown()),
  source: z.enum(['file', 'user']),
});
export type Calculation = z.infer<typeof calculationSchema>;
