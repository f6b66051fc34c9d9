import type uPlot from 'uplot';

import { assignPaints, colourOf, NO_PAINT, type Theme } from '../lib/palette.ts';
import { type TimeWindow } from '../lib/time-range.ts';
import { type ChartData } from './chart-data.ts';
import { drawMarks, type TimeMarks } from './draw-marks.ts';
import { type TokenColours } from './token-colours.ts';
import { formatUnit } from '../lib/units.ts';

export const CHART_HEIGHT = 200;
/** Drags shorter than this are clicks, CSS pixels. */
const SHORTEST_DRAG = 8;

export interface ChartSurroundings {
  readonly colours: TokenColours;
  readonly theme: Theme;
  readonly width: number;
  /** What is shown now; asked for at each drawing. */
  readonly now: () => { data: ChartData; window: TimeWindow; marks: TimeMarks };
  readonly onZoom: (from: number, to: number) => void;
  readonly onZoomOut: () => void;
  /** Moves the window by so many seconds. */
  readonly onPan: (seconds: number) => void;
  /** Index of the time under the cursor, of any chart; null where there is none. */
  readonly onCursor: (index: number | null) => void;
}

/** Options of uPlot for a chart; its lines are fixed, what they show is not. */
export function chartOptions(chart: ChartData['chart'], around: ChartSurroundings): uPlot.Options {
  const { colours, theme, now } = around;
  const font = '12px system-ui, sans-serif';
  const axis = {
    stroke: colours.muted,
    font,
    grid: { stroke: colours.line, width: 1 },
    ticks: { show: false },
  };
  const paints = assignPaints(chart.series.map(({ label }) => label));
  return {
    width: around.width,
    height: CHART_HEIGHT,
    padding: [10, 24, 0, 0],
    legend: { show: false },
    focus: { alpha: 1 },
    scales: {
      x: { time: true, range: () => [now().window.from, now().window.to] },
      y: { range: (_, __, max) => [0, topOf(now().data, max)] },
    },
    axes: [
      { ...axis, space: 80, size: 42 },
      {
        ...axis,
        size: 72,
        space: 36,
        values: (_, splits) => splits.map((value) => formatUnit(value, chart.unit).replace(/ 00 s$/, '')),
      },
    ],
    series: [
      {},
      ...chart.series.map(({ label }): uPlot.Series => {
        const paint = paints.get(label) ?? NO_PAINT;
        const stroke = colourOf(paint, theme);
        return {
          label,
          stroke,
          width: 1.75,
          ...(paint.dashed ? { dash: [6, 4] } : {}),
          // A sample between two gaps has no line: it is drawn as a point.
          points: { size: 4, fill: stroke, filter: (plot, index) => lonely(plot.data[index] ?? []) },
        };
      }),
    ],
    cursor: {
      y: false,
      sync: { key: 'overview' },
      drag: { x: true, y: false, setScale: false, dist: SHORTEST_DRAG },
      bind: {
        dblclick: () => () => {
          around.onZoomOut();
          return null;
        },
        mousedown: (plot, _, handler) => (event) => {
          if (!event.shiftKey) return handler(event);
          startPan(plot, event, around.onPan);
          return null;
        },
      },
    },
    hooks: {
      setCursor: [({ cursor }) => around.onCursor(cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < SHORTEST_DRAG) return;
          around.onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
      draw: [(plot) => drawMarks(plot, now(), colours)],
    },
  };
}

/** The upper end of the scale: ratios up to 1, else room for the values and for the line that they may cross. */
function topOf({ chart, lines }: ChartData, max: number | null): number {
  const watched = lines.flatMap((line) => (line.lines?.side === 'above' ? [line.lines.warning * 1.15] : []));
  const least =
    chart.unit === 'ratio' ? 1 : chart.unit === 'seconds' ? 0.001 : chart.unit === 'bytes' ? 1000 : 4;
  return Math.max(least, (max ?? 0) * 1.1, ...watched);
}

function lonely(values: ArrayLike<number | null | undefined>): number[] {
  const isThere = (i: number): boolean => values[i] !== null && values[i] !== undefined;
  return Array.from({ length: values.length }, (_, i) => i).filter(
    (i) => isThere(i) && !isThere(i - 1) && !isThere(i + 1),
  );
}

function startPan(plot: uPlot, start: MouseEvent, onPan: (seconds: number) => void): void {
  const perPixel = plot.posToVal(1, 'x') - plot.posToVal(0, 'x');
  const ending = new AbortController();
  let { clientX } = start;
  const { signal } = ending;
  document.addEventListener(
    'mousemove',
    (event) => {
      onPan((clientX - event.clientX) * perPixel);
      ({ clientX } = event);
    },
    { signal },
  );
  document.addEventListener('mouseup', () => ending.abort(), { signal });
  start.preventDefault();
}
