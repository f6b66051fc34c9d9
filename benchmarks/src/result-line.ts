import { type Spread } from './statistics.ts';

/** What a ratio has to reach. */
export interface Target {
  readonly kind: 'at least' | 'at most';
  readonly value: number;
}

/** One line of the table: one measure beside its rival. */
export interface ResultLine {
  /** Name of the benchmark that printed it; `npm run bench -- NAME` runs it alone. */
  readonly name: string;
  readonly measure: string;
  readonly rival: string;
  readonly unit: string;
  /** Median over the rounds, in `unit`. */
  readonly ours: number;
  readonly theirs: number;
  /** Ours over the rival's, round by round. */
  readonly ratio: Spread;
  readonly target: Target | null;
  /** Null where no target is set. */
  readonly met: boolean | null;
  readonly notes: readonly string[];
  /** Every round, in `unit`. */
  readonly rounds: { readonly ours: readonly number[]; readonly theirs: readonly number[] };
  /** Where our time goes, seconds per stage, median over the rounds. */
  readonly stages?: Readonly<Record<string, number>>;
}

export const atLeast = (value: number): Target => ({ kind: 'at least', value });
export const atMost = (value: number): Target => ({ kind: 'at most', value });
