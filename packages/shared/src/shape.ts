import { z } from 'zod';

import { type Bounds } from './bounds.ts';

const position = z.tuple([z.number(), z.number()]).rest(z.number());

/** Outline of an element in metres, in plan with optional height. */
export const shapeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('point'), coordinates: position }),
  z.object({ type: z.literal('polyline'), coordinates: z.array(position).min(1) }),
  z.object({ type: z.literal('polygon'), coordinates: z.array(z.array(position).min(1)).min(1) }),
  z.object({ type: z.literal('circle'), center: position, radius: z.number().nonnegative() }),
]);
export type Shape = z.infer<typeof shapeSchema>;

function positionsOf(shape: Shape): readonly (readonly number[])[] {
  switch (shape.type) {
    case 'point':
      return [shape.coordinates];
    case 'polyline':
      return shape.coordinates;
    case 'polygon':
      return shape.coordinates.flat();
    case 'circle': {
      const [x, y, z = 0] = shape.center;
      const r = shape.radius;
      return [
        [x - r, y - r, z],
        [x + r, y + r, z],
      ];
    }
  }
}

/** Exact bounds of a shape; heights that are not given count as 0. */
export function boundsOfShape(shape: Shape): Bounds {
  const b = {
    minX: Infinity,
    minY: Infinity,
    minZ: Infinity,
    maxX: -Infinity,
    maxY: -Infinity,
    maxZ: -Infinity,
  };
  for (const [x = 0, y = 0, z = 0] of positionsOf(shape)) {
    b.minX = Math.min(b.minX, x);
    b.minY = Math.min(b.minY, y);
    b.minZ = Math.min(b.minZ, z);
    b.maxX = Math.max(b.maxX, x);
    b.maxY = Math.max(b.maxY, y);
    b.maxZ = Math.max(b.maxZ, z);
  }
  return b;
}
