import { formatMeasured } from '../lib/format.ts';
import { type Theme } from '../lib/palette.ts';
import { type MeasuredPoint } from './measure.svelte.ts';
import { type Point } from './plan-types.ts';
import { toScreen, type Viewport } from './viewport.ts';

/** What is measured, and where the next point would be. */
export interface MeasureMarks {
  readonly points: readonly MeasuredPoint[];
  readonly next: MeasuredPoint | null;
}

const COLOUR = { light: '#8a2be2', dark: '#d7a6ff' } as const;
const HALO = { light: '#ffffff', dark: '#10161c' } as const;
const FONT = '600 12px system-ui, sans-serif';
const CORNER = 5;
const POINT = 3.5;
/** Pixels of a leg that has room for its length. */
const LABELLED = 44;

/** Draws legs with their lengths; a corner is a square, a free point a dot. */
export function drawMeasure(
  c: CanvasRenderingContext2D,
  { points, next }: MeasureMarks,
  view: Viewport,
  theme: Theme,
): void {
  const all = next ? [...points, next] : points;
  const places = all.map(({ x, y }) => toScreen(view, x, y));
  c.save();
  c.lineJoin = 'round';
  for (let i = 1; i < places.length; i++) {
    c.setLineDash(next && i === places.length - 1 ? [6, 4] : []);
    for (const [colour, width] of [
      [HALO[theme], 5],
      [COLOUR[theme], 2],
    ] as const) {
      c.strokeStyle = colour;
      c.lineWidth = width;
      c.beginPath();
      c.moveTo(places[i - 1]?.x ?? 0, places[i - 1]?.y ?? 0);
      c.lineTo(places[i]?.x ?? 0, places[i]?.y ?? 0);
      c.stroke();
    }
  }
  c.setLineDash([]);
  all.forEach((point, i) => drawPoint(c, places[i] ?? { x: 0, y: 0 }, point.isCorner, theme));
  c.font = FONT;
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  c.lineWidth = 4;
  for (let i = 1; i < all.length; i++) {
    const [a, b, from, to] = [all[i - 1], all[i], places[i - 1], places[i]];
    if (!a || !b || !from || !to || Math.hypot(to.x - from.x, to.y - from.y) < LABELLED) continue;
    const text = formatMeasured(Math.hypot(b.x - a.x, b.y - a.y));
    const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2 - 11];
    c.strokeStyle = HALO[theme];
    c.strokeText(text, x, y);
    c.fillStyle = COLOUR[theme];
    c.fillText(text, x, y);
  }
  c.restore();
}

function drawPoint(c: CanvasRenderingContext2D, { x, y }: Point, isCorner: boolean, theme: Theme): void {
  c.fillStyle = HALO[theme];
  c.strokeStyle = COLOUR[theme];
  c.lineWidth = 2;
  c.beginPath();
  if (isCorner) c.rect(x - CORNER, y - CORNER, 2 * CORNER, 2 * CORNER);
  else c.arc(x, y, POINT, 0, 2 * Math.PI);
  c.fill();
  c.stroke();
}
