import { z } from 'zod';

import { DISCIPLINES, SEGMENT_TYPES } from './segment-type.ts';

/** Rules that one table may have. */
export const MOST_LAYER_RULES = 1000;

/** What is drawn on the layers whose name fits a pattern. */
export const layerRuleSchema = z
  .strictObject({
    /** `*` stands for any characters, `?` for one; upper and lower case are the same. */
    pattern: z.string().trim().min(1).max(1024),
    discipline: z.enum(DISCIPLINES).optional(),
    segmentType: z.enum(SEGMENT_TYPES).optional(),
  })
  .refine((rule) => rule.discipline !== undefined || rule.segmentType !== undefined, {
    message: 'a rule names a discipline, a segmentType, or both',
  });
export type LayerRule = z.infer<typeof layerRuleSchema>;

/** A table of rules: the first that fits decides; layers without one keep what the names of layers say by themselves. */
export const layerRulesSchema = z.array(layerRuleSchema).max(MOST_LAYER_RULES);
