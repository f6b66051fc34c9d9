import { type MetricThreshold } from './metric-threshold.ts';

/** The lines of one metric, in the unit of its values. */
export interface ThresholdLines {
  readonly side: MetricThreshold['side'];
  readonly warning: number;
  readonly critical: number;
  /** An alert ends on the good side of this. */
  readonly clear: number;
  /** Nothing is judged while this metric is lower. */
  readonly needs: { readonly path: string; readonly atLeast: number } | null;
}

/**
 * The lines of a metric; null where it has none, or where what it is compared with is not known.
 * @param path dotted path of the metric
 * @param valueAt value of another metric
 */
export function thresholdLines(
  path: string,
  thresholds: readonly MetricThreshold[],
  valueAt: (path: string) => number | null,
): ThresholdLines | null {
  const threshold = thresholds.find(({ metric }) => matches(metric, path));
  if (!threshold) return null;
  const { of, needs, side, warning, critical, margin } = threshold;
  const whole = of === null ? 1 : valueAt(of);
  if (whole === null) return null;
  return {
    side,
    warning: warning * whole,
    critical: critical * whole,
    clear: (side === 'above' ? warning - margin : warning + margin) * whole,
    needs: needs && { path: sameNames(needs.metric, path), atLeast: needs.atLeast },
  };
}

/** Whether a value is on the bad side of a line: at it or above, or below it. */
export function isBeyond(value: number, line: number, side: MetricThreshold['side']): boolean {
  return side === 'above' ? value >= line : value < line;
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
