import { z } from 'zod';

import { MAX_COORDINATE } from './units.ts';

const coordinate = z.number().gte(-MAX_COORDINATE).lte(MAX_COORDINATE);

/** Axis-aligned box in metres; z up. */
export const boundsSchema = z
  .object({
    minX: coordinate,
    minY: coordinate,
    minZ: coordinate,
    maxX: coordinate,
    maxY: coordinate,
    maxZ: coordinate,
  })
  .refine((b) => b.minX <= b.maxX && b.minY <= b.maxY && b.minZ <= b.maxZ, {
    message: 'a minimum is greater than its maximum',
  });
export type Bounds = z.infer<typeof boundsSchema>;

/** A box in plan, metres. Boxes that touch overlap. */
export interface PlanBox {
  readonly minX: number;
  readonly maxX: number;
  readonly minY: number;
  readonly maxY: number;
}

/** True when the two boxes share at least a point in plan. */
export function overlapsInPlan(a: PlanBox, b: PlanBox): boolean {
  return a.minX <= b.maxX && a.maxX >= b.minX && a.minY <= b.maxY && a.maxY >= b.minY;
}
