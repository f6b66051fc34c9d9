/** A value at a time; seconds since 1970. */
export interface TrendPoint {
  readonly at: number;
  readonly value: number;
}

/** The box that a path is drawn in; values from `low` at its foot to `high` at its top. */
export interface TrendBox {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The path of an SVG line through these points, oldest first. It is broken where two points lie farther apart than
 * `mostBetween` seconds; a point alone is a dot, which round caps make visible.
 */
export function trendPath(points: readonly TrendPoint[], box: TrendBox, mostBetween: number): string {
  const place = (share: number, size: number): number => Math.round(share * size * 10) / 10;
  const x = (at: number): number => place((at - box.from) / Math.max(1e-9, box.to - box.from), box.width);
  const y = (value: number): number =>
    place(1 - (value - box.low) / Math.max(1e-9, box.high - box.low), box.height);
  return points
    .map(({ at, value }, i) => {
      const before = points[i - 1];
      const isJoined = before !== undefined && at - before.at <= mostBetween;
      return isJoined ? `L${x(at)} ${y(value)}` : `M${x(at)} ${y(value)}h0`;
    })
    .join('');
}
