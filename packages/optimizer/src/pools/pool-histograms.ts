import { type HistogramBuckets } from './duration-histogram.ts';

/** Time spent waiting for a connection, using one, and making one; since the start. */
export interface PoolHistograms {
  readonly name: string;
  readonly wait: HistogramBuckets;
  readonly use: HistogramBuckets;
  readonly create: HistogramBuckets;
}
