import { type DiffItem, type DrawingChange, type OpenEnd } from '@sizewise/shared';

import { type Theme } from '../lib/palette.ts';
import { CHANGE_STYLES } from './change-style.ts';
import { drawMeasure, type MeasureMarks } from './draw-measure.ts';
import { type Outline, type PlanMark, type PlanRect, type Point } from './plan-types.ts';
import { toScreen, type Viewport } from './viewport.ts';

/** What is drawn over the segments. */
export interface PlanMarks {
  readonly hovered: PlanMark | null;
  readonly selected: PlanMark | null;
  readonly changes: readonly DiffItem[];
  readonly openEnds: readonly OpenEnd[];
  readonly measure: MeasureMarks | null;
  /** Shown while the plan is moved by keys: what Enter selects. */
  readonly crosshair: boolean;
}

const INK = { light: '#111827', dark: '#ffffff' } as const;
const PAPER = { light: '#ffffff', dark: '#171f27' } as const;
const ACCENT = { light: '#0b5c92', dark: '#6dbbf0' } as const;
const OPEN_END = { light: '#b03a00', dark: '#ff9466' } as const;
/** Pixels below which a change is drawn as a square of this size. */
const SMALLEST_CHANGE = 6;
/** Pixels that something moved has to be from where it was for an arrow. */
const SHORTEST_ARROW = 10;
const ARROW_HEAD = 6;
const END_RADIUS = 5;

/** Draws marks on a canvas of its own above the plan: they are few, and change while the plan stays. */
export class PlanOverlay {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #pixelRatio = 1;

  /** @throws Error where the browser has no 2D canvas */
  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser has no 2D canvas');
    this.#canvas = canvas;
    this.#context = context;
  }

  /** Takes over a new size of the canvas in CSS pixels, with the device's pixels to each. */
  resize(width: number, height: number, pixelRatio: number): void {
    this.#pixelRatio = pixelRatio;
    this.#canvas.width = Math.round(width * pixelRatio);
    this.#canvas.height = Math.round(height * pixelRatio);
  }

  draw(view: Viewport, marks: PlanMarks, theme: Theme): void {
    const c = this.#context;
    c.setTransform(this.#pixelRatio, 0, 0, this.#pixelRatio, 0, 0);
    c.clearRect(0, 0, view.width, view.height);
    for (const item of marks.changes) this.#drawChange(item, view, theme);
    for (const { bounds } of marks.openEnds) {
      if (bounds) this.#drawOpenEnd(centreOf(bounds, view), theme);
    }
    if (marks.hovered) this.#drawMark(marks.hovered, view, theme, 2);
    if (marks.selected) {
      if (marks.selected.outlines.length > 0) this.#drawMark(marks.selected, view, theme, 3);
      this.#drawFrame(marks.selected, view, theme);
    }
    if (marks.measure) drawMeasure(c, marks.measure, view, theme);
    if (marks.crosshair) this.#drawCrosshair(view, theme);
  }

  #drawMark({ box, outlines }: PlanMark, view: Viewport, theme: Theme, lineWidth: number): void {
    const c = this.#context;
    const path = new Path2D();
    for (const outline of outlines) trace(path, outline, view);
    c.strokeStyle = INK[theme];
    c.lineWidth = lineWidth;
    c.stroke(path);
    if (outlines.length > 0) return;
    const { left, top, width, height } = screenBox(box, view, 0);
    c.strokeRect(left, top, width, height);
  }

  /** Seen from afar too, and on any colour. */
  #drawFrame({ box }: PlanMark, view: Viewport, theme: Theme): void {
    const c = this.#context;
    const { left, top, width, height } = screenBox(box, view, 0);
    for (const [colour, lineWidth] of [
      [PAPER[theme], 5],
      [ACCENT[theme], 2.5],
    ] as const) {
      c.strokeStyle = colour;
      c.lineWidth = lineWidth;
      c.strokeRect(left - 5, top - 5, width + 10, height + 10);
    }
  }

  #drawChange({ change, before, after }: DiffItem, view: Viewport, theme: Theme): void {
    if (before?.bounds && change !== 'added') this.#drawSide(before.bounds, 'removed', change, view, theme);
    if (after?.bounds && change !== 'removed') this.#drawSide(after.bounds, 'added', change, view, theme);
    if (change === 'moved' && before?.bounds && after?.bounds) {
      this.#drawArrow(centreOf(before.bounds, view), centreOf(after.bounds, view), theme);
    }
  }

  /** What was is dashed and empty, what is has a fill: the two are told apart without their colours too. */
  #drawSide(
    box: PlanRect,
    side: 'added' | 'removed',
    change: DrawingChange,
    view: Viewport,
    theme: Theme,
  ): void {
    const c = this.#context;
    const { left, top, width, height } = screenBox(box, view, SMALLEST_CHANGE);
    if (left > view.width || top > view.height || left + width < 0 || top + height < 0) return;
    c.fillStyle = c.strokeStyle = CHANGE_STYLES[change].colour[theme];
    if (side === 'added') {
      c.globalAlpha = 0.35;
      c.fillRect(left, top, width, height);
      c.globalAlpha = 1;
    }
    c.lineWidth = side === 'removed' && change !== 'removed' ? 1 : 1.75;
    c.setLineDash(side === 'removed' ? [4, 3] : []);
    c.strokeRect(left, top, width, height);
    c.setLineDash([]);
  }

  #drawArrow(from: Point, to: Point, theme: Theme): void {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const size = Math.hypot(dx, dy);
    if (size < SHORTEST_ARROW) return;
    const c = this.#context;
    const [ux, uy] = [(dx / size) * ARROW_HEAD, (dy / size) * ARROW_HEAD];
    c.strokeStyle = CHANGE_STYLES.moved.colour[theme];
    c.lineWidth = 1.5;
    c.beginPath();
    c.moveTo(from.x, from.y);
    c.lineTo(to.x, to.y);
    c.moveTo(to.x - ux - uy, to.y - uy + ux);
    c.lineTo(to.x, to.y);
    c.lineTo(to.x - ux + uy, to.y - uy - ux);
    c.stroke();
  }

  #drawOpenEnd({ x, y }: Point, theme: Theme): void {
    const c = this.#context;
    c.beginPath();
    c.arc(x, y, END_RADIUS, 0, 2 * Math.PI);
    c.fillStyle = PAPER[theme];
    c.fill();
    c.strokeStyle = OPEN_END[theme];
    c.lineWidth = 2;
    c.stroke();
  }

  #drawCrosshair(view: Viewport, theme: Theme): void {
    const c = this.#context;
    const [x, y] = [view.width / 2, view.height / 2];
    c.strokeStyle = INK[theme];
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

/** A box on the screen, grown about its middle to at least `smallest` pixels. */
function screenBox(
  box: PlanRect,
  view: Viewport,
  smallest: number,
): { left: number; top: number; width: number; height: number } {
  const { x, y } = centreOf(box, view);
  const width = Math.max((box.maxX - box.minX) * view.scale, smallest);
  const height = Math.max((box.maxY - box.minY) * view.scale, smallest);
  return { left: x - width / 2, top: y - height / 2, width, height };
}

function centreOf(box: PlanRect, view: Viewport): Point {
  return toScreen(view, (box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2);
}

function trace(path: Path2D, outline: Outline, view: Viewport): void {
  outline.forEach((position, index) => {
    const { x, y } = toScreen(view, position.x, position.y);
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  });
}
