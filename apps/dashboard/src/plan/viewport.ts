import { MAX_COORDINATE } from './limits.ts';
import { type Point, type PlanRect } from './plan-types.ts';

/** What part of the plan is on the screen: the centre in metres (y up), pixels per metre, the size in CSS pixels. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

/** From 20,000 km across to a tenth of a millimetre a pixel. */
const MIN_SCALE = 1e-5;
const MAX_SCALE = 1e4;
const FIT_MARGIN = 0.06;
/** A plan of a single point is shown with this many metres around it. */
const SMALLEST_FIT = 1;

export function toScreen(view: Viewport, x: number, y: number): Point {
  return { x: (x - view.x) * view.scale + view.width / 2, y: (view.y - y) * view.scale + view.height / 2 };
}

export function toPlan(view: Viewport, px: number, py: number): Point {
  return { x: view.x + (px - view.width / 2) / view.scale, y: view.y - (py - view.height / 2) / view.scale };
}

/** The plan under the screen, with `margin` pixels more on each side. */
export function visibleRect(view: Viewport, margin = 0): PlanRect {
  const halfWidth = (view.width / 2 + margin) / view.scale;
  const halfHeight = (view.height / 2 + margin) / view.scale;
  return {
    minX: view.x - halfWidth,
    maxX: view.x + halfWidth,
    minY: view.y - halfHeight,
    maxY: view.y + halfHeight,
  };
}

/** Moves what is seen by this many pixels, as a hand moves paper. */
export function panBy(view: Viewport, dx: number, dy: number): Viewport {
  return place(view, view.x - dx / view.scale, view.y + dy / view.scale);
}

/** Zooms by `factor` and keeps the point of the plan under (px, py) where it is. */
export function zoomAt(view: Viewport, factor: number, px: number, py: number): Viewport {
  const scale = clamp(view.scale * factor, MIN_SCALE, MAX_SCALE);
  const held = toPlan(view, px, py);
  return place(
    { ...view, scale },
    held.x - (px - view.width / 2) / scale,
    held.y + (py - view.height / 2) / scale,
  );
}

/** The whole box with a margin. */
export function fit(view: Viewport, box: PlanRect): Viewport {
  const width = Math.max(box.maxX - box.minX, SMALLEST_FIT);
  const height = Math.max(box.maxY - box.minY, SMALLEST_FIT);
  const room = 1 - 2 * FIT_MARGIN;
  const scale = clamp(
    Math.min((Math.max(view.width, 1) * room) / width, (Math.max(view.height, 1) * room) / height),
    MIN_SCALE,
    MAX_SCALE,
  );
  return place({ ...view, scale }, (box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2);
}

/** The same centre and scale in a window of another size. */
export function resize(view: Viewport, width: number, height: number): Viewport {
  return { ...view, width, height };
}

/** Writes a view into a link: centre in millimetres, five digits of the scale. */
export function viewToText(view: Viewport): string {
  return [view.x.toFixed(3), view.y.toFixed(3), view.scale.toPrecision(5)].map(Number).join(',');
}

/** Reads what viewToText wrote; null for anything else. */
export function viewFromText(text: string | null): Pick<Viewport, 'x' | 'y' | 'scale'> | null {
  const parts = text?.split(',') ?? [];
  const [x, y, scale] = parts.map(Number);
  if (parts.length !== 3 || x === undefined || y === undefined || scale === undefined) return null;
  if (![x, y, scale].every(Number.isFinite) || scale <= 0) return null;
  return {
    x: clamp(x, -MAX_COORDINATE, MAX_COORDINATE),
    y: clamp(y, -MAX_COORDINATE, MAX_COORDINATE),
    scale: clamp(scale, MIN_SCALE, MAX_SCALE),
  };
}

function place(view: Viewport, x: number, y: number): Viewport {
  return {
    ...view,
    x: clamp(x, -MAX_COORDINATE, MAX_COORDINATE),
    y: clamp(y, -MAX_COORDINATE, MAX_COORDINATE),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
