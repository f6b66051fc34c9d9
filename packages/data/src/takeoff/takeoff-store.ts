import { type Takeoff, type TakeoffGroup, type TakeoffKey } from '@sizewise/shared';

import { type SegmentFilter } from '../contracts.ts';

export interface TakeoffOptions {
  /** At least one key; groups come in the order of their values. */
  readonly groupBy: readonly TakeoffKey[];
  readonly filter?: Omit<SegmentFilter, 'q'> | undefined;
}

/** Quantities of a project's published segments. */
export interface TakeoffStore {
  /** The first thousands of groups, and the totals of all. */
  takeoff(projectId: string, options: TakeoffOptions): Promise<Takeoff>;
  /** Every group, streamed from one snapshot; it holds a connection until the reader is done. */
  groups(projectId: string, options: TakeoffOptions, signal?: AbortSignal): AsyncIterable<TakeoffGroup>;
}
