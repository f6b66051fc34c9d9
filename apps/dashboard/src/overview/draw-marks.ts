import type uPlot from 'uplot';

import { type TimeWindow } from '../lib/time-range.ts';
import { type ChartData } from './chart-data.ts';
import { type TokenColours } from './token-colours.ts';

/** What happened meanwhile; times in seconds since 1970. */
export interface TimeMarks {
  readonly imports: readonly { readonly from: number; readonly to: number }[];
  readonly findings: readonly { readonly at: number; readonly severity: 'info' | 'warning' | 'critical' }[];
}

/** Draws the lines that values may cross and the times when they were, imports as bars at the foot, findings as flags at the top. */
export function drawMarks(
  plot: uPlot,
  { data, window, marks }: { data: ChartData; window: TimeWindow; marks: TimeMarks },
  colours: TokenColours,
): void {
  const { ctx, bbox } = plot;
  const pixel = devicePixelRatio;
  const x = (seconds: number): number =>
    plot.valToPos(Math.min(window.to, Math.max(window.from, seconds)), 'x', true);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  drawAlerts(ctx, bbox, data, x, colours);
  ctx.fillStyle = colours.accent;
  for (const { from, to } of marks.imports) {
    ctx.fillRect(
      x(from),
      bbox.top + bbox.height - 4 * pixel,
      Math.max(2 * pixel, x(to) - x(from)),
      4 * pixel,
    );
  }
  for (const { at, severity } of marks.findings) {
    if (at < window.from || at > window.to) continue;
    const left = x(at);
    ctx.fillStyle =
      severity === 'critical' ? colours.bad : severity === 'warning' ? colours.warn : colours.muted;
    ctx.beginPath();
    ctx.moveTo(left - 5 * pixel, bbox.top);
    ctx.lineTo(left + 5 * pixel, bbox.top);
    ctx.lineTo(left, bbox.top + 8 * pixel);
    ctx.fill();
  }
  ctx.lineWidth = 1.5 * pixel;
  for (const [value, colour, dash] of limits(data, colours)) {
    const y = plot.valToPos(value, 'y', true);
    if (y < bbox.top) continue;
    ctx.strokeStyle = colour;
    ctx.setLineDash(dash.map((length) => length * pixel));
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

/** A band behind each time that a line of this chart was crossed. */
function drawAlerts(
  ctx: CanvasRenderingContext2D,
  bbox: uPlot.BBox,
  { lines }: ChartData,
  x: (seconds: number) => number,
  colours: TokenColours,
): void {
  ctx.globalAlpha = 0.14;
  for (const { openedAt, closedAt, severity } of lines.flatMap(({ alerts }) => alerts)) {
    const left = x(Date.parse(openedAt) / 1000);
    const right = x(closedAt === null ? Infinity : Date.parse(closedAt) / 1000);
    ctx.fillStyle = severity === 'critical' ? colours.bad : colours.warn;
    ctx.fillRect(left, bbox.top, Math.max(devicePixelRatio, right - left), bbox.height);
  }
  ctx.globalAlpha = 1;
}

/** Each line once, however many series have it; critical ones have longer dashes. */
function limits({ lines }: ChartData, colours: TokenColours): [number, string, number[]][] {
  const drawn = new Map<string, [number, string, number[]]>();
  for (const { lines: watched } of lines) {
    if (!watched) continue;
    drawn.set(`w${watched.warning}`, [watched.warning, colours.warn, [3, 3]]);
    drawn.set(`c${watched.critical}`, [watched.critical, colours.bad, [10, 4]]);
  }
  return [...drawn.values()];
}
