/** Samples a sparkline has room for, so that a young history grows from the right edge. */
const SLOTS = 120;

/**
 * SVG path of a series, newest at the right; a null is a gap.
 * @param top value at the upper edge; without it the largest value, and a flat line for zeros
 */
export function sparklinePath(
  values: readonly (number | null)[],
  width: number,
  height: number,
  top?: number,
): string {
  const highest = top ?? Math.max(0, ...values.map((value) => value ?? 0));
  const step = width / (SLOTS - 1);
  let path = '';
  let drawing = false;
  values.slice(-SLOTS).forEach((value, index, shown) => {
    if (value === null) {
      drawing = false;
      return;
    }
    const x = width - (shown.length - 1 - index) * step;
    const share = highest > 0 ? Math.min(1, value / highest) : 0;
    path += `${drawing ? 'L' : 'M'}${x.toFixed(1)} ${(height - 1 - share * (height - 2)).toFixed(1)}`;
    drawing = true;
  });
  return path;
}
