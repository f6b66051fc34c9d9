import { z } from 'zod';

import { boundsSchema } from './bounds.ts';
import { CROSS_SECTIONS, DISCIPLINES, SEGMENT_TYPES } from './segment-type.ts';
import { type shapeSchema } from './shape.ts';

const length = z.number().nonnegative().lte(1e8).nullable();

const text = (longest: number) => z.string().max(longest).nullable();

const fields = {
  segmentType: z.enum(SEGMENT_TYPES),
  discipline: z.enum(DISCIPLINES).nullable(),
  name: text(4096),
  system: text(1024),
  level: text(1024),
  material: text(1024),
  shape: z.enum(CROSS_SECTIONS).nullable(),
  width: length,
  height: length,
  diameter: length,
  length,
  airflow: z.number().gte(-1e6).lte(1e6).nullable(),
  properties: z.record(z.string(), z.unknown()),
};

/** The fields of a segment that a caller sets; metres and cubic metres per second. */
export const segmentInputSchema = z.object({
  externalId: text(1024).default(null),
  segmentType: fields.segmentType,
  discipline: fields.discipline.default(null),
  ifcClass: text(128).default(null),
  layer: text(1024).default(null),
  name: fields.name.default(null),
  system: fields.system.default(null),
  level: fields.level.default(null),
  material: fields.material.default(null),
  shape: fields.shape.default(null),
  width: fields.width.default(null),
  height: fields.height.default(null),
  diameter: fields.diameter.default(null),
  length: fields.length.default(null),
  airflow: fields.airflow.default(null),
  bounds: boundsSchema.nullable().default(null),
  connectsTo: z.array(z.string().max(1024)).max(10_000).default([]),
  properties: fields.properties.default({}),
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

/** What PATCH may change; without defaults, for what a patch does not name stays as it is. */
export const segmentPatchSchema = z.strictObject(fields).partial();
export type SegmentPatch = z.infer<typeof segmentPatchSchema>;

/** Where a record stands in its file. */
export const recordPositionSchema = z.object({
  line: z.number().int().positive().optional(),
  byteOffset: z.number().int().nonnegative().optional(),
  stepId: z.number().int().nonnegative().optional(),
  handle: z.string().optional(),
  path: z.string().optional(),
});
export type RecordPosition = z.infer<typeof recordPositionSchema>;

/** One record as a parser yields it: a segment not yet stored. */
export interface SegmentRecord extends SegmentFields {
  readonly position: RecordPosition;
  /** Goes to the spatial document as its shape. */
  readonly outline: z.infer<typeof shapeSchema> | null;
  /** Ports that nothing is connected to; null where the drawing has no ports. */
  readonly openPorts: number | null;
}

/** A segment with ports that nothing is connected to, as the API answers it. */
export const openEndSchema = segmentSchema
  .pick({
    externalId: true,
    name: true,
    segmentType: true,
    system: true,
    level: true,
    bounds: true,
  })
  .extend({ segmentId: z.uuid(), openPorts: z.number().int().positive() });
export type OpenEnd = z.infer<typeof openEndSchema>;
