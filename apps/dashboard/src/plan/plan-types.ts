import { type PlanBox } from '@sizewise/shared';

import { type PlanKind } from './plan-kinds.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type PlanRect = PlanBox;

/** A run of positions, metres; a ring ends where it begins. */
export type Outline = readonly Point[];

/** A segment that can be pointed at. */
export interface PlanMark {
  readonly segmentId: string;
  readonly box: PlanRect;
  /** Empty where the box is all that is known. */
  readonly outlines: readonly Outline[];
  /** null where it comes from a list or a link, not from a tile. */
  readonly kind: PlanKind | null;
}
