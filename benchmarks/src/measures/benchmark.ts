import { type ResultLine } from '../result-line.ts';
import { type BenchContext } from '../setup/context.ts';

/** A benchmark cannot run here; the message says what it needs. */
export class BenchmarkSkipped extends Error {
  override readonly name = 'BenchmarkSkipped';
}

export interface Benchmark {
  readonly name: string;
  /** What it measures, in one line. */
  readonly title: string;
  /** @throws BenchmarkSkipped where something it needs is missing */
  run(context: BenchContext): Promise<ResultLine[]>;
}
