import { formatBytes, formatDuration, formatRatio, formatShort } from './format.ts';

export type Unit = 'count' | 'rate' | 'bytes' | 'ratio' | 'seconds';

/** A value with its unit; a dash where there is none. */
export function formatUnit(value: number | null, unit: Unit): string {
  return value === null ? '–' : FORMATS[unit](value);
}

const FORMATS: Readonly<Record<Unit, (value: number) => string>> = {
  count: formatFigure,
  rate: (value) => `${formatFigure(value)}/s`,
  bytes: (value) => `${formatBytes(value)}/s`,
  ratio: formatRatio,
  seconds: formatSeconds,
};

/** Means of a few counts need a digit behind the point. */
function formatFigure(value: number): string {
  return value < 100 && !Number.isInteger(value) ? value.toFixed(1) : formatShort(value);
}

function formatSeconds(value: number): string {
  if (value > 0 && value < 0.0995) return `${Number((value * 1000).toPrecision(2))} ms`;
  return formatDuration(value);
}
