import { type Theme } from '../lib/palette.ts';
import { type PlanItem, type PlanLayer } from './plan-types.ts';
import { type Viewport } from './viewport.ts';

/** What is drawn on top of the layers. */
export interface PlanMarks {
  readonly hovered: PlanItem | null;
  readonly selected: PlanItem | null;
  /** Shown while the plan is moved by keys: what Enter selects. */
  readonly crosshair: boolean;
}

/**
 * Draws a plan. The page knows this interface alone, so a renderer on WebGL can take the place of the one on the
 * 2D canvas: `setLayers` is where it fills its buffers, `draw` is called at most once a frame.
 */
export interface PlanRenderer {
  setLayers(layers: readonly PlanLayer[], theme: Theme): void;
  /** Takes over a new size of the canvas in CSS pixels, with the device's pixels to each. */
  resize(width: number, height: number, pixelRatio: number): void;
  draw(view: Viewport, marks: PlanMarks): void;
  close(): void;
}
