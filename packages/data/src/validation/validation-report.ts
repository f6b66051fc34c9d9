/** Score from which an installation passes. */
export const PASS_MARK = 85;

export const PART_IDS = ['pool', 'cache', 'bulk', 'indexes', 'operations'] as const;
export type PartId = (typeof PART_IDS)[number];

/** One part of a validation: its score, and what was measured for it. */
export interface ValidationPart {
  readonly id: PartId;
  /** 0 to 100. */
  readonly score: number;
  /** By name; times in milliseconds, ratios as times as fast. */
  readonly figures: Readonly<Record<string, number>>;
}

export interface ValidationReport {
  /** That of the weakest part, 0 to 100. */
  readonly score: number;
  readonly parts: readonly ValidationPart[];
}

/** How much of a target is reached where more is better, 0 to 1. */
export function reached(value: number, target: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value / target)) : 0;
}

/** How much of a target is kept where less is better, 0 to 1. */
export function kept(value: number, limit: number): number {
  return value <= limit ? 1 : reached(limit / value, 1);
}

/** A part from the shares of its targets that are reached, each 0 to 1, which count alike. */
export function partOf(
  id: PartId,
  shares: readonly number[],
  figures: Readonly<Record<string, number>>,
): ValidationPart {
  const mean = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  return { id, score: rounded(mean * 100), figures: roundedAll(figures) };
}

/** The whole is as good as its weakest part: a mean would hide an index that is missing. */
export function reportOf(parts: readonly ValidationPart[]): ValidationReport {
  return { score: Math.min(...parts.map(({ score }) => score)), parts };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function roundedAll(figures: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value)]));
}
