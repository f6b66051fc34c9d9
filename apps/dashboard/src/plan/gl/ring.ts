import { type PlanRect } from '../plan-types.ts';

/** Radians below which two edges go on in the same direction. */
const STRAIGHT = 1e-6;
const FULL_TURN_TOLERANCE = 1e-3;

/** The rectangle along the axes that a ring of positions (x, y, x, y, …) is; null for any other ring. */
export function rectangleOf(positions: Float32Array, start: number, end: number): PlanRect | null {
  if (end - start !== 5) return null;
  const x = (i: number): number => positions[(start + i) * 2] ?? 0;
  const y = (i: number): number => positions[(start + i) * 2 + 1] ?? 0;
  const alongX = y(0) === y(1) && x(1) === x(2) && y(2) === y(3) && x(3) === x(0);
  const alongY = x(0) === x(1) && y(1) === y(2) && x(2) === x(3) && y(3) === y(0);
  if (!alongX && !alongY) return null;
  return {
    minX: Math.min(x(0), x(2)),
    minY: Math.min(y(0), y(2)),
    maxX: Math.max(x(0), x(2)),
    maxY: Math.max(y(0), y(2)),
  };
}

/** True for a ring whose every corner turns the same way, and which goes round once. Its last vertex is its first. */
export function isConvex(positions: Float32Array, start: number, end: number): boolean {
  const edges: number[] = [];
  for (let v = start; v + 1 < end; v++) {
    const dx = (positions[v * 2 + 2] ?? 0) - (positions[v * 2] ?? 0);
    const dy = (positions[v * 2 + 3] ?? 0) - (positions[v * 2 + 1] ?? 0);
    if (dx !== 0 || dy !== 0) edges.push(Math.atan2(dy, dx));
  }
  let total = 0;
  let turn = 0;
  for (let i = 0; i < edges.length; i++) {
    const angle = turnOf((edges[(i + 1) % edges.length] ?? 0) - (edges[i] ?? 0));
    total += angle;
    if (Math.abs(angle) < STRAIGHT) continue;
    if (turn !== 0 && Math.sign(angle) !== turn) return false;
    turn = Math.sign(angle);
  }
  return edges.length > 2 && Math.abs(Math.abs(total) - 2 * Math.PI) < FULL_TURN_TOLERANCE;
}

/** An angle between −π and π. */
function turnOf(angle: number): number {
  if (angle > Math.PI) return angle - 2 * Math.PI;
  return angle < -Math.PI ? angle + 2 * Math.PI : angle;
}
