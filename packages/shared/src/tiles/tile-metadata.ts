import { z } from 'zod';

import { TILE_VALUES } from './tile.ts';
import { TILE_ATTRIBUTES, type TileAttribute } from './tile-attributes.ts';

/** Most values of one attribute that the metadata count. */
export const MOST_COUNTED_VALUES = 1000;

const countsSchema = z.object({
  items: z
    .array(z.object({ value: z.string().nullable(), count: z.number().int().nonnegative() }))
    .max(MOST_COUNTED_VALUES),
  truncated: z.boolean(),
});
export type AttributeCounts = z.infer<typeof countsSchema>;

const rangeSchema = z.object({ min: z.number(), max: z.number(), count: z.number().int().positive() });
/** Least and greatest of a calculated value, m/s or Pa, and the number of segments that have it. */
export type ValueRange = z.infer<typeof rangeSchema>;

const shape = Object.fromEntries(TILE_ATTRIBUTES.map((name) => [name, countsSchema])) as Record<
  TileAttribute,
  typeof countsSchema
>;

/** What a page knows before its first tile: where the project lies, which zooms to ask for, what can be switched. */
export const tileMetadataSchema = z.object({
  /** Changes with everything that can change a tile. */
  version: z.string(),
  /** South-west corner of the grid, metres. */
  origin: z.tuple([z.number(), z.number()]),
  /** Side of the tile at zoom 0, metres; each zoom halves it. */
  tileSize: z.number().positive(),
  /** The deepest zoom at which the project lies in at most 2 × 2 tiles. */
  minZoom: z.number().int().nonnegative(),
  /** From here on no tile is aggregated, and outlines are exact: going deeper shows nothing new. */
  maxZoom: z.number().int().nonnegative(),
  /** A tile with more segments than this is aggregated. */
  detailLimit: z.number().int().positive(),
  /** In plan, metres; null where no segment has bounds. */
  bounds: z.object({ minX: z.number(), minY: z.number(), maxX: z.number(), maxY: z.number() }).nullable(),
  segmentCount: z.number().int().nonnegative(),
  /** Segments with bounds: only these are in tiles. */
  placedCount: z.number().int().nonnegative(),
  /** Segments by value, most frequent first, placed or not. */
  counts: z.object(shape),
  /** What was asked for by `?value=`; null where nothing was. */
  value: z.enum(TILE_VALUES).nullable(),
  /** Of the value, over the whole project; null where nothing is calculated, or no value was asked for. */
  range: rangeSchema.nullable(),
});
export type TileMetadata = z.infer<typeof tileMetadataSchema>;
