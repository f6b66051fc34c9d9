import { type MetricThreshold } from '@sizewise/shared';

import { type Bin } from './binned-series.ts';

/** The lines of one series, in the unit of its values. */
export interface SeriesLines {
  readonly side: MetricThreshold['side'];
  readonly warning: number;
  readonly critical: number | null;
  /** Nothing is judged while this metric is lower. */
  readonly needs: { readonly path: string; readonly atLeast: number } | null;
}

/** A stretch in which a series was beyond a line. */
export interface Crossing {
  readonly severity: 'warning' | 'critical';
  /** Begin of the first step beyond it, seconds since 1970. */
  readonly from: number;
  /** Begin of the first step that was not; null while it lasts. */
  readonly to: number | null;
  /** The value farthest beyond the line. */
  readonly worst: number;
}

/** The lines of a metric; null where it has none, or where what it is compared with is not known. */
export function linesOf(
  path: string,
  thresholds: readonly MetricThreshold[],
  valueAt: (path: string) => number | null,
): SeriesLines | null {
  const threshold = thresholds.find(({ metric }) => matches(metric, path));
  if (!threshold) return null;
  const { of, needs, side, warning, critical } = threshold;
  const whole = of === null ? 1 : valueAt(of);
  if (whole === null) return null;
  return {
    side,
    warning: warning * whole,
    critical: critical === null ? null : critical * whole,
    needs: needs && { path: sameNames(needs.metric, path), atLeast: needs.atLeast },
  };
}

/** Where a series went beyond its lines, oldest first. A gap ends a crossing: nobody knows what was in it. */
export function findCrossings(
  lines: SeriesLines,
  steps: readonly { readonly time: number; readonly bin: Bin | null }[],
): Crossing[] {
  const crossings: Crossing[] = [];
  let open = null as Crossing | null;
  for (const { time, bin } of steps) {
    const value = bin === null ? null : lines.side === 'above' ? bin.max : bin.min;
    const severity = value === null ? null : severityOf(value, lines);
    if (open && severity !== open.severity) {
      crossings.push({ ...open, to: time });
      open = null;
    }
    if (severity === null || value === null) continue;
    const worst: number = open === null ? value : farther(open.worst, value, lines.side);
    open = { severity, from: open?.from ?? time, to: null, worst };
  }
  if (open) crossings.push(open);
  return crossings;
}

/** How bad a value is; null where it is on the good side. */
export function severityOf(
  value: number,
  { side, warning, critical }: SeriesLines,
): Crossing['severity'] | null {
  const isBeyond = (line: number): boolean => (side === 'above' ? value >= line : value < line);
  if (critical !== null && isBeyond(critical)) return 'critical';
  return isBeyond(warning) ? 'warning' : null;
}

function matches(pattern: string, path: string): boolean {
  const wanted = pattern.split('.');
  const given = path.split('.');
  return wanted.length === given.length && wanted.every((part, i) => part === '*' || part === given[i]);
}

/** A pattern with the names that a path has in the same places. */
function sameNames(pattern: string, path: string): string {
  const given = path.split('.');
  return pattern
    .split('.')
    .map((part, i) => (part === '*' ? given[i] : part))
    .join('.');
}

function farther(a: number, b: number, side: SeriesLines['side']): number {
  return side === 'above' ? Math.max(a, b) : Math.min(a, b);
}
