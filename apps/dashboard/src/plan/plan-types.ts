import { type PlanBox, type Shape } from '@sizewise/shared';

import { type Paint } from '../lib/palette.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type PlanRect = PlanBox;

/** One segment as the plan shows it; metres. */
export interface PlanItem {
  readonly id: string;
  readonly segmentId: string;
  readonly layerType: string;
  readonly box: PlanRect;
  readonly shape: Shape | null;
}

/** The items of one category, drawn in one paint. */
export interface PlanLayer {
  readonly name: string;
  readonly paint: Paint;
  readonly items: readonly PlanItem[];
}
