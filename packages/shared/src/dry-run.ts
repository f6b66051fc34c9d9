import { z } from 'zod';

import { boundsSchema } from './bounds.ts';
import { FORMATS, importWarningSchema } from './import.ts';
import { importMappingSchema } from './import-mapping.ts';
import { DISCIPLINES, SEGMENT_TYPES } from './segment-type.ts';
import { rejectedRecordSchema } from './reject.ts';
import { TABLE_FIELDS } from './table-fields.ts';

/** Where a unit comes from. */
export const UNIT_SOURCES = ['file', 'query', 'mapping', 'assumed'] as const;
export type UnitSource = (typeof UNIT_SOURCES)[number];

const count = z.number().int().nonnegative();
const counts = z.record(z.string(), count);

/** Length unit of the coordinates; `name` is null where no unit of ours has that size, `metres` where columns differ. */
export const unitUseSchema = z.object({
  name: z.string().nullable(),
  metres: z.number().positive().nullable(),
  source: z.enum(UNIT_SOURCES),
});
export type UnitUse = z.infer<typeof unitUseSchema>;

/** How one column is read; one without a field is kept as a property. */
export const columnUseSchema = z.object({
  column: z.string(),
  field: z.enum(TABLE_FIELDS).nullable(),
  unit: z.string().nullable(),
  unitSource: z.enum(UNIT_SOURCES).nullable(),
});
export type ColumnUse = z.infer<typeof columnUseSchema>;

/** One layer as its name, or a rule, is understood, with the segments on it. */
export const layerUseSchema = z.object({
  layer: z.string(),
  discipline: z.enum(DISCIPLINES),
  segmentType: z.enum(SEGMENT_TYPES),
  count,
});
export type LayerUse = z.infer<typeof layerUseSchema>;

/** What an import of a drawing would do: the answer of a dry run, which stores nothing. */
export const dryRunSchema = z.object({
  dryRun: z.literal(true),
  fileName: z.string(),
  format: z.enum(FORMATS),
  bytes: count,
  schemaVersion: z.string().nullable(),
  encoding: z.string().nullable(),
  unit: unitUseSchema.nullable(),
  crs: z.string().nullable(),
  counts: z.object({
    segments: count,
    rejected: count,
    ignored: counts,
    bySegmentType: counts,
    byLayer: counts,
  }),
  columns: z.array(columnUseSchema),
  layers: z.array(layerUseSchema),
  /** True where there are more columns or layers than are shown. */
  truncated: z.boolean(),
  /** The mapping that was used, whole: sent with the import, it gives what the dry run counted. */
  mapping: importMappingSchema,
  bounds: boundsSchema.nullable(),
  warnings: z.array(importWarningSchema),
  rejects: z.array(rejectedRecordSchema),
  /** What would stop the import. */
  error: z.object({ code: z.string(), detail: z.string() }).optional(),
});
export type DryRun = z.infer<typeof dryRunSchema>;
