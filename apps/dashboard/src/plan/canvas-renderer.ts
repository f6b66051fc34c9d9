import { type Shape } from '@sizewise/shared';

import { colourOf, type Theme } from '../lib/palette.ts';
import { overlaps } from './plan-geometry.ts';
import { type PlanMarks, type PlanRenderer } from './plan-renderer.ts';
import { type PlanItem, type PlanLayer, type PlanRect } from './plan-types.ts';
import { toScreen, type Viewport, visibleRect } from './viewport.ts';

/** Pixels below which an item is drawn as a dot of this size, or it would vanish. */
const SMALLEST = 1.5;
/** Pixels up to which a side has no room for an outline on both edges. */
const THIN = 3;
const FILL_ALPHA = 0.28;
const MARK = { light: '#111827', dark: '#ffffff' } as const;

/** Draws on a 2D canvas: one path a layer, so that the cost is in the number of items, not of colours. */
export class CanvasPlanRenderer implements PlanRenderer {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #layers: readonly PlanLayer[] = [];
  #theme: Theme = 'light';
  #pixelRatio = 1;

  /** @throws Error where the browser has no 2D canvas. */
  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser has no 2D canvas');
    this.#canvas = canvas;
    this.#context = context;
  }

  setLayers(layers: readonly PlanLayer[], theme: Theme): void {
    this.#layers = layers;
    this.#theme = theme;
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.#pixelRatio = pixelRatio;
    this.#canvas.width = Math.round(width * pixelRatio);
    this.#canvas.height = Math.round(height * pixelRatio);
  }

  draw(view: Viewport, marks: PlanMarks): void {
    const c = this.#context;
    c.setTransform(this.#pixelRatio, 0, 0, this.#pixelRatio, 0, 0);
    c.clearRect(0, 0, view.width, view.height);
    const seen = visibleRect(view, 2);
    for (const layer of this.#layers) this.#drawLayer(layer, view, seen);
    if (marks.hovered) this.#mark(marks.hovered, view, 2);
    if (marks.selected) this.#mark(marks.selected, view, 3);
    if (marks.crosshair) this.#drawCrosshair(view);
  }

  close(): void {
    this.#layers = [];
    this.#canvas.width = 0;
    this.#canvas.height = 0;
  }

  #drawLayer(layer: PlanLayer, view: Viewport, seen: PlanRect): void {
    const c = this.#context;
    const areas = new Path2D();
    const lines = new Path2D();
    c.strokeStyle = c.fillStyle = colourOf(layer.paint, this.#theme);
    for (const item of layer.items) {
      if (!overlaps(item.box, seen)) continue;
      const { left, top, width, height } = screenBox(item, view);
      // A rectangle of its own is several times faster than one more in a path, and far away all are thin.
      if (isThin(item, width, height)) c.fillRect(left, top, width, height);
      else trace(areas, lines, item, view);
    }
    c.setLineDash(layer.paint.dashed ? [5, 3] : []);
    c.globalAlpha = FILL_ALPHA;
    // oxlint-disable-next-line unicorn/no-array-fill-with-reference-type -- a canvas, not an array
    c.fill(areas);
    c.globalAlpha = 1;
    c.lineWidth = 1.25;
    c.stroke(areas);
    c.lineWidth = 2;
    c.stroke(lines);
    c.setLineDash([]);
  }

  #mark(item: PlanItem, view: Viewport, lineWidth: number): void {
    const c = this.#context;
    const path = new Path2D();
    trace(path, path, item, view);
    c.strokeStyle = MARK[this.#theme];
    c.lineWidth = lineWidth;
    c.stroke(path);
    c.globalAlpha = 0.5;
    c.lineWidth = 1;
    const { left, top, width, height } = screenBox(item, view);
    c.strokeRect(left - 5, top - 5, width + 10, height + 10);
    c.globalAlpha = 1;
  }

  #drawCrosshair(view: Viewport): void {
    const c = this.#context;
    const x = view.width / 2;
    const y = view.height / 2;
    c.strokeStyle = MARK[this.#theme];
    c.lineWidth = 1.5;
    c.beginPath();
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      c.moveTo(x + dx * 5, y + dy * 5);
      c.lineTo(x + dx * 14, y + dy * 14);
    }
    c.stroke();
  }
}

function screenBox(
  item: PlanItem,
  view: Viewport,
): { left: number; top: number; width: number; height: number } {
  const { x: left, y: top } = toScreen(view, item.box.minX, item.box.maxY);
  const width = Math.max((item.box.maxX - item.box.minX) * view.scale, SMALLEST);
  return { left, top, width, height: Math.max((item.box.maxY - item.box.minY) * view.scale, SMALLEST) };
}

/** True for what is drawn as one full rectangle: too thin for an outline, or too small for its shape. */
function isThin(item: PlanItem, width: number, height: number): boolean {
  return item.shape ? width <= THIN && height <= THIN : width <= THIN || height <= THIN;
}

/** Adds the item's outline, or its box where it has none. */
function trace(areas: Path2D, lines: Path2D, item: PlanItem, view: Viewport): void {
  const { left, top, width, height } = screenBox(item, view);
  if (item.shape) traceShape(areas, lines, item.shape, view);
  else areas.rect(left, top, width, height);
}

function traceShape(areas: Path2D, lines: Path2D, shape: Shape, view: Viewport): void {
  switch (shape.type) {
    case 'point':
      return traceCircle(areas, shape.coordinates, 3, view);
    case 'circle':
      return traceCircle(areas, shape.center, Math.max(shape.radius * view.scale, SMALLEST), view);
    case 'polyline':
      return traceLine(lines, shape.coordinates, view);
    case 'polygon':
      for (const ring of shape.coordinates) {
        traceLine(areas, ring, view);
        areas.closePath();
      }
  }
}

function traceCircle(path: Path2D, centre: readonly number[], radius: number, view: Viewport): void {
  const { x, y } = toScreen(view, centre[0] ?? 0, centre[1] ?? 0);
  path.moveTo(x + radius, y);
  path.arc(x, y, radius, 0, 2 * Math.PI);
}

function traceLine(path: Path2D, positions: readonly (readonly number[])[], view: Viewport): void {
  positions.forEach(([px = 0, py = 0], index) => {
    const { x, y } = toScreen(view, px, py);
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  });
}
