import { type ResultLine, type Target } from './result-line.ts';
import { median, spreadOf } from './statistics.ts';

/** One side of a comparison: prepares outside the clock, then runs. */
export interface Side<T> {
  /** Brings the stores to the state from which both sides start. */
  readonly prepare?: () => Promise<void>;
  readonly run: () => Promise<T>;
}

/**
 * Runs both sides once unmeasured, then `rounds` times each, who goes first changing every round.
 * @param signal ends the rounds between two runs
 */
export async function alternate<A, B>(
  rounds: number,
  ours: Side<A>,
  theirs: Side<B>,
  options: { warmUp: boolean; signal: AbortSignal },
): Promise<{ ours: A[]; theirs: B[] }> {
  const measured: { ours: A[]; theirs: B[] } = { ours: [], theirs: [] };
  const once = async <T>(side: Side<T>): Promise<T> => {
    options.signal.throwIfAborted();
    await side.prepare?.();
    return side.run();
  };
  if (options.warmUp) {
    await once(ours);
    await once(theirs);
  }
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) measured.ours.push(await once(ours));
    measured.theirs.push(await once(theirs));
    if (round % 2 === 1) measured.ours.push(await once(ours));
  }
  return measured;
}

export interface Comparison {
  readonly name: string;
  readonly measure: string;
  readonly rival: string;
  readonly unit: string;
  readonly target: Target | null;
  readonly notes?: readonly string[];
  readonly stages?: Readonly<Record<string, number>>;
}

/** One line from paired figures: the ratio is formed round by round, then its median is held against the target. */
export function compare(
  comparison: Comparison,
  ours: readonly number[],
  theirs: readonly number[],
): ResultLine {
  const ratio = spreadOf(ours.map((value, round) => value / (theirs[round] ?? NaN)));
  const { target, notes = [], ...rest } = comparison;
  const met =
    target && (target.kind === 'at least' ? ratio.median >= target.value : ratio.median <= target.value);
  const figures = { ours: median(ours), theirs: median(theirs), ratio, rounds: { ours, theirs } };
  return { ...rest, ...figures, target, met, notes };
}
