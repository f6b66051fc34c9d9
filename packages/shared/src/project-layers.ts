import { z } from 'zod';

import { layerRulesSchema } from './layer-rule.ts';
import { DISCIPLINES, SEGMENT_TYPES } from './segment-type.ts';

/** A layer that published segments of a project lie on. */
export const layerContentsSchema = z.object({
  layer: z.string(),
  count: z.number().int().positive(),
  /** The one that most of its segments have; null where none has any. */
  discipline: z.enum(DISCIPLINES).nullable(),
  segmentTypes: z.array(z.enum(SEGMENT_TYPES)),
});
export type LayerContents = z.infer<typeof layerContentsSchema>;

/** The layer rules of a project, and the layers that are there. */
export const projectLayersSchema = z.object({
  rules: layerRulesSchema,
  layers: z.array(layerContentsSchema),
  /** There are more layers than are listed. */
  truncated: z.boolean(),
});
export type ProjectLayers = z.infer<typeof projectLayersSchema>;
