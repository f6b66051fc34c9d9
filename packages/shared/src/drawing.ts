import { z } from 'zod';

import { boundsSchema } from './bounds.ts';
import { DRAWING_CHANGES } from './drawing-change.ts';
import { IMPORT_STATUSES } from './import.ts';
import { SEGMENT_TYPES } from './segment-type.ts';

const count = z.number().int().nonnegative();
const metres = z.number().nonnegative().nullable();
const revisionNumber = z.number().int().positive();

/** Two revisions are compared to this many metres: below it, nothing has moved and no size has changed. */
export const DIFF_TOLERANCE = 0.001;

/** A drawing is a file name within a project, as its published revision shows it. */
export const drawingSchema = z.object({
  id: z.uuid(),
  projectId: z.uuid(),
  fileName: z.string(),
  /** True north and map conversion as the file states them. */
  georeference: z.record(z.string(), z.unknown()).nullable(),
  createdAt: z.iso.datetime(),
  /** The published revision; null where none is. */
  revision: revisionNumber.nullable(),
  importId: z.uuid().nullable(),
  segmentCount: count,
  bounds: boundsSchema.nullable(),
  /** Segments of each discipline; those without one are in no count. */
  disciplines: z.record(z.string(), count),
});
export type Drawing = z.infer<typeof drawingSchema>;

/** One import of a drawing. */
export const revisionSchema = z.object({
  revision: revisionNumber,
  importId: z.uuid(),
  status: z.enum(IMPORT_STATUSES),
  bytes: count,
  segmentsWritten: count,
  createdAt: z.iso.datetime(),
  publishedAt: z.iso.datetime().nullable(),
  replacedAt: z.iso.datetime().nullable(),
  /** The one that readers see. */
  current: z.boolean(),
  /** Its rows are still stored, so that a diff can read them. */
  comparable: z.boolean(),
});
export type Revision = z.infer<typeof revisionSchema>;

/** A segment as one of the two revisions has it; metres. */
export const diffSideSchema = z.object({
  segmentId: z.uuid(),
  bounds: boundsSchema.nullable(),
  width: metres,
  height: metres,
  diameter: metres,
  length: metres,
});
export type DiffSide = z.infer<typeof diffSideSchema>;

export const diffItemSchema = z.object({
  change: z.enum(DRAWING_CHANGES),
  externalId: z.string().nullable(),
  segmentType: z.enum(SEGMENT_TYPES),
  name: z.string().nullable(),
  layer: z.string().nullable(),
  /** Null for an added segment. */
  before: diffSideSchema.nullable(),
  /** Null for a removed segment. */
  after: diffSideSchema.nullable(),
  /** Metres between the centres of the bounds before and after; null where one of them has no bounds. */
  distance: metres,
});
export type DiffItem = z.infer<typeof diffItemSchema>;

/** What differs between two revisions, a page at a time; the counts are those of the whole diff. */
export const drawingDiffSchema = z.object({
  drawingId: z.uuid(),
  from: revisionNumber,
  to: revisionNumber,
  counts: z.object({ added: count, removed: count, moved: count, resized: count, unchanged: count }),
  items: z.array(diffItemSchema),
  nextCursor: z.string().nullable(),
});
export type DrawingDiff = z.infer<typeof drawingDiffSchema>;
