import { type PlanExtent, planExtent } from './plan-extent.ts';
import { type SegmentColumns } from './segment-columns.ts';

const MOST_PLANS = 64;

interface Entry {
  readonly geometries: readonly object[];
  readonly extent: Promise<PlanExtent>;
}

/** Extents of plans, each worked out once until a box of it changes. */
export class ExtentCache {
  /** In the order in which they were last asked for. */
  readonly #entries = new Map<string, Entry>();

  async of(all: readonly SegmentColumns[]): Promise<PlanExtent> {
    const key = all.map(({ importId }) => importId).join();
    const geometries = all.map(({ geometry }) => geometry);
    const known = this.#entries.get(key);
    const isFresh = known?.geometries.every((geometry, i) => geometry === geometries[i]) ?? false;
    const entry = known && isFresh ? known : { geometries, extent: planExtent(all) };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= MOST_PLANS) break;
      this.#entries.delete(oldest);
    }
    return entry.extent;
  }
}
