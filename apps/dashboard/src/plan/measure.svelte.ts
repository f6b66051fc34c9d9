import { type Point } from './plan-types.ts';

/** A place that can be measured from; `isCorner` where it is one of an outline. */
export interface MeasuredPoint extends Point {
  readonly isCorner: boolean;
}

/** Points that were picked on the plan, and the distances between them. */
export class Measure {
  #points = $state.raw<readonly MeasuredPoint[]>([]);
  /** Where the next point would be; null while the pointer is elsewhere. */
  next = $state.raw<MeasuredPoint | null>(null);

  readonly distances: readonly number[] = $derived(distancesOf(this.#points));
  /** Metres from the first point to the last. */
  readonly total: number = $derived(this.distances.reduce((sum, one) => sum + one, 0));
  /** Metres from the last point to where the next would be; null where there is no next or no last. */
  readonly reach: number | null = $derived.by(() => {
    const last = this.#points.at(-1);
    return last && this.next ? distance(last, this.next) : null;
  });

  get points(): readonly MeasuredPoint[] {
    return this.#points;
  }

  /** A point on the one before it would measure nothing, and is left out. */
  add(point: MeasuredPoint): void {
    const last = this.#points.at(-1);
    if (last && distance(last, point) === 0) return;
    this.#points = [...this.#points, point];
  }

  takeBack(): void {
    this.#points = this.#points.slice(0, -1);
  }

  clear(): void {
    this.#points = [];
  }
}

function distancesOf(points: readonly Point[]): number[] {
  return points.slice(1).map((point, i) => distance(points[i] ?? point, point));
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
