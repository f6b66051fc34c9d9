import { formatMetres } from '../lib/format.ts';
import { type Theme } from '../lib/palette.ts';
import { type ClippedBatch } from './gl/draw-steps.ts';
import { WebGlRenderer } from './gl/webgl-renderer.ts';
import { PlanOverlay, type PlanMarks } from './plan-overlay.ts';
import { type PlanStyle } from './plan-style.ts';
import { scaleBar } from './scale-bar.ts';
import { type Viewport } from './viewport.ts';

/** An entry of the picture's legend. */
export interface LegendEntry {
  readonly label: string;
  /** `#rrggbb` */
  readonly colour: string;
  readonly dashed: boolean;
}

/** What is on the picture. */
export interface PlanPicture {
  readonly title: string;
  readonly view: Viewport;
  readonly batches: readonly ClippedBatch[];
  readonly styles: readonly PlanStyle[];
  readonly beneathOpacity: number;
  readonly marks: PlanMarks;
  readonly legend: readonly LegendEntry[];
  readonly theme: Theme;
}

/** Dots of the picture to a pixel of the page, so that it can be printed. */
const RATIO = 2;
const MARGIN = 12;
const ROW = 22;
const SWATCH = 22;
const SCALE_PIXELS = 140;
const PAPER = { light: '#ffffff', dark: '#171f27' } as const;
const INK = { light: '#16202a', dark: '#e8edf2' } as const;
const FONT = '13px system-ui, sans-serif';

/** The view as a PNG at twice the page's resolution, with title, scale and legend below. @throws WebGlError */
export async function planPng(picture: PlanPicture): Promise<Blob> {
  const { view, theme } = picture;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser has no 2D canvas');
  context.font = FONT;
  const rows = legendRows(context, picture.legend, view.width);
  const height = view.height + 2 * MARGIN + ROW * (1 + rows.length);
  canvas.width = Math.round(view.width * RATIO);
  canvas.height = Math.round(height * RATIO);
  context.fillStyle = PAPER[theme];
  context.fillRect(0, 0, canvas.width, canvas.height);
  drawPlan(context, picture);
  context.setTransform(RATIO, 0, 0, RATIO, 0, 0);
  drawFoot(context, picture, rows);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('The browser could not write the picture'))),
      'image/png',
    );
  });
}

/** On canvases of its own: the page's stay as they are, and need not be of this resolution. */
function drawPlan(context: CanvasRenderingContext2D, picture: PlanPicture): void {
  const { view, theme } = picture;
  const plan = document.createElement('canvas');
  const renderer = new WebGlRenderer(plan, () => undefined);
  renderer.resize(view.width, view.height, RATIO);
  renderer.setBatches(picture.batches);
  renderer.setStyles(picture.styles, picture.beneathOpacity);
  renderer.drawAll(view);
  context.drawImage(plan, 0, 0);
  renderer.close();
  const marks = document.createElement('canvas');
  const overlay = new PlanOverlay(marks);
  overlay.resize(view.width, view.height, RATIO);
  overlay.draw(view, picture.marks, theme);
  context.drawImage(marks, 0, 0);
}

function drawFoot(
  c: CanvasRenderingContext2D,
  { title, view, theme }: PlanPicture,
  rows: readonly (readonly LegendEntry[])[],
): void {
  c.font = FONT;
  c.textBaseline = 'middle';
  c.fillStyle = c.strokeStyle = INK[theme];
  c.globalAlpha = 0.25;
  c.fillRect(0, view.height, view.width, 1);
  c.globalAlpha = 1;
  let y = view.height + MARGIN + ROW / 2;
  const bar = scaleBar(view.scale, SCALE_PIXELS);
  c.lineWidth = 1.5;
  c.strokeRect(MARGIN, y + 2, bar.pixels, 0.01);
  for (const x of [MARGIN, MARGIN + bar.pixels]) c.strokeRect(x, y - 4, 0.01, 6);
  c.fillText(formatMetres(bar.metres), MARGIN + bar.pixels + 8, y);
  c.textAlign = 'right';
  c.fillText(title, view.width - MARGIN, y);
  c.textAlign = 'left';
  for (const row of rows) {
    y += ROW;
    let x = MARGIN;
    for (const { label, colour, dashed } of row) {
      c.strokeStyle = c.fillStyle = colour;
      c.globalAlpha = 0.3;
      c.fillRect(x, y - 6, SWATCH, 12);
      c.globalAlpha = 1;
      c.setLineDash(dashed ? [4, 3] : []);
      c.strokeRect(x, y - 6, SWATCH, 12);
      c.setLineDash([]);
      c.fillStyle = INK[theme];
      c.fillText(label, x + SWATCH + 6, y);
      x += entryWidth(c, label);
    }
  }
}

function legendRows(
  c: CanvasRenderingContext2D,
  legend: readonly LegendEntry[],
  width: number,
): LegendEntry[][] {
  const rows: LegendEntry[][] = [];
  let left = 0;
  for (const entry of legend) {
    const wide = entryWidth(c, entry.label);
    if (wide > left) {
      rows.push([]);
      left = width - 2 * MARGIN;
    }
    rows.at(-1)?.push(entry);
    left -= wide;
  }
  return rows;
}

function entryWidth(c: CanvasRenderingContext2D, label: string): number {
  return SWATCH + 6 + c.measureText(label).width + 16;
}
