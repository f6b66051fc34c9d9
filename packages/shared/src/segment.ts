import { z } from 'zod';

import { boundsSchema } from './bounds.ts';
import { CROSS_SECTIONS, DISCIPLINES, SEGMENT_TYPES } from './segment-type.ts';
import { type shapeSchema } from './shape.ts';

const length = z.number().nonnegative().lte(1e8).nullable();

/** The fields of a segment that a caller sets; metres and cubic metres per second. */
export const segmentInputSchema = z.object({
  externalId: z.string().max(1024).nullable().default(null),
  segmentType: z.enum(SEGMENT_TYPES),
  discipline: z.enum(DISCIPLINES).nullable().default(null),
  ifcClass: z.string().max(128).nullable().default(null),
  layer: z.string().max(1024).nullable().default(null),
  name: z.string().max(4096).nullable().default(null),
  system: z.string().max(1024).nullable().default(null),
  level: z.string().max(1024).nullable().default(null),
  material: z.string().max(1024).nullable().default(null),
  shape: z.enum(CROSS_SECTIONS).nullable().default(null),
  width: length.default(null),
  height: length.default(null),
  diameter: length.default(null),
  length: length.default(null),
  airflow: z.number().gte(-1e6).lte(1e6).nullable().default(null),
  bounds: boundsSchema.nullable().default(null),
  connectsTo: z.array(z.string().max(1024)).max(10_000).default([]),
  properties: z.record(z.string(), z.unknown()).default({}),
});
export type SegmentInput = z.input<typeof segmentInputSchema>;
export type SegmentFields = z.output<typeof segmentInputSchema>;

/** A stored segment, as the API answers it. */
export const segmentSchema = segmentInputSchema.extend({
  id: z.uuid(),
  projectId: z.uuid(),
  importId: z.uuid(),
  version: z.number().int().positive(),
});
export type Segment = z.infer<typeof segmentSchema>;

/** What PATCH may change. */
export const segmentPatchSchema = segmentInputSchema
  .pick({
    segmentType: true,
    discipline: true,
    name: true,
    system: true,
    level: true,
    material: true,
    shape: true,
    width: true,
    height: true,
    diameter: true,
    length: true,
    airflow: true,
    properties: true,
  })
  .partial();
export type SegmentPatch = z.input<typeof segmentPatchSchema>;

/** Where a record stands in its file. */
export const recordPositionSchema = z.object({
  line: z.number().int().positive().optional(),
  byteOffset: z.number().int().nonnegative().optional(),
  stepId: z.number().int().nonnegative().optional(),
  handle: z.string().optional(),
  path: z.string().optional(),
});
export type RecordPosition = z.infer<typeof recordPositionSchema>;

/** One record as a parser yields it: a segment not yet stored. `outline` goes to the spatial document as its shape. */
export interface SegmentRecord extends SegmentFields {
  readonly position: RecordPosition;
  readonly outline: z.infer<typeof shapeSchema> | null;
}
