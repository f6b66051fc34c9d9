import { type Finding } from '@sizewise/shared';

import { type Evidence } from './evidence.ts';
import { type Thresholds } from './thresholds.ts';

/** A pure function from evidence to findings. */
export interface Advisor {
  /** Also the name of its page in docs/advisors. */
  readonly id: string;
  /** Null where the evidence is missing: then nothing can be said, not even that all is well. */
  judge(evidence: Evidence, thresholds: Thresholds): Omit<Finding, 'id'>[] | null;
}

/** A name as SQL writes it. */
export function quoteName(...parts: readonly string[]): string {
  return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.');
}

/** `0.953` as `95 %`. */
export function percent(ratio: number): string {
  const value = ratio * 100;
  return `${value >= 10 || value === 0 ? value.toFixed(0) : value.toPrecision(1)} %`;
}

/** Bytes as people read them. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(value >= 10 ? 0 : 1)} ${units[power] ?? ''}`;
}

/** Seconds as people read them. */
export function durationText(seconds: number): string {
  if (seconds < 1) return `${(seconds * 1000).toPrecision(3)} ms`;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
