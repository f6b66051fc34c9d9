import { type PoolSnapshot } from '@sizewise/shared';

import { DurationHistogram } from './duration-histogram.ts';
import { type PoolHistograms } from './pool-histograms.ts';

/** How long requests of one pool wait, use their connections, and connections take to be made. */
export class PoolTimes {
  readonly wait = new DurationHistogram();
  readonly use = new DurationHistogram();
  readonly create = new DurationHistogram();
  /** Requests that waited in vain. */
  timeouts = 0;

  /** The part of a snapshot that is about time. */
  snapshot(): Pick<PoolSnapshot, 'waitP95' | 'timeouts' | 'waitTime' | 'useTime' | 'createTime'> {
    const waitTime = this.wait.summary();
    return {
      waitP95: waitTime.p95,
      timeouts: this.timeouts,
      waitTime,
      useTime: this.use.summary(),
      createTime: this.create.summary(),
    };
  }

  histograms(name: string): PoolHistograms {
    return {
      name,
      wait: this.wait.buckets(),
      use: this.use.buckets(),
      create: this.create.buckets(),
    };
  }
}
