import { add, scale, type Vec3 } from '../geometry/matrix.ts';
import { circleArc, type Part } from '../geometry/parts.ts';
import { pointsPart } from './points.ts';

/** A vertex of a polyline in the plane of the entity. */
export interface PathVertex {
  readonly x: number;
  readonly y: number;
  /** Tangent of a quarter of the arc's angle to the next vertex; 0 is straight, positive counterclockwise. */
  readonly bulge: number;
  readonly startWidth: number;
  readonly endWidth: number;
}

/** Parts of a polyline with bulges and widths, in the plane at height `z`, in order along it. */
export function bulgePath(vertices: readonly PathVertex[], closed: boolean, z: number): Part[] {
  const parts: Part[] = [];
  const count = vertices.length;
  let run: number[] | null = null;
  for (let i = 0; i < count; i += 1) {
    const vertex = vertices[i];
    if (vertex === undefined) break;
    if (run === null) run = [vertex.x, vertex.y, z];
    else run.push(vertex.x, vertex.y, z);
    const isLast = i === count - 1;
    const next = isLast ? (closed ? vertices[0] : undefined) : vertices[i + 1];
    if (next === undefined) break;
    const arc = vertex.bulge === 0 ? null : bulgeArc(vertex, next, z);
    if (arc !== null) {
      parts.push({ kind: 'points', xyz: run }, arc);
      run = null;
    }
    if (!isLast) continue;
    if (run === null) run = [next.x, next.y, z];
    else run.push(next.x, next.y, z);
  }
  if (run !== null) parts.push({ kind: 'points', xyz: run });
  return parts;
}

/** The arc between two vertices: the bulge is tan(angle / 4). Null where the vertices coincide. */
export function bulgeArc(from: PathVertex, to: PathVertex, z: number): ReturnType<typeof circleArc> | null {
  const { bulge } = from;
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const chord = Math.hypot(dx, dy);
  if (chord === 0 || !Number.isFinite(bulge)) return null;
  const radius = (chord * (1 + bulge * bulge)) / (4 * Math.abs(bulge));
  // Distance of the centre from the chord's middle, to the left of the direction of travel.
  const offset = (chord * (1 - bulge * bulge)) / (4 * bulge);
  const cx = (from.x + to.x) / 2 - (dy / chord) * offset;
  const cy = (from.y + to.y) / 2 + (dx / chord) * offset;
  const angle = 4 * Math.atan(Math.abs(bulge));
  const first = bulge > 0 ? from : to;
  const start = Math.atan2(first.y - cy, first.x - cx);
  return circleArc([cx, cy, z], radius, start, start + angle);
}

/** Samples along an arc whose width changes; with 256 its edge is within 8e-5 of its radius. */
const TAPER_SAMPLES = 256;

/** The edges of wide segments: what a polyline with widths covers beside its centre line. */
export function wideEdges(vertices: readonly PathVertex[], closed: boolean, z: number): Part[] {
  const parts: Part[] = [];
  for (const [i, vertex] of vertices.entries()) {
    const next = vertices[i + 1] ?? (closed ? vertices[0] : undefined);
    if (next === undefined || (vertex.startWidth === 0 && vertex.endWidth === 0)) continue;
    const arc = vertex.bulge === 0 ? null : bulgeArc(vertex, next, z);
    if (arc === null) parts.push(pointsPart(trapezoid(vertex, next, z)));
    else if (vertex.startWidth === vertex.endWidth) {
      const half = vertex.startWidth / 2;
      const radius = arc.u[0];
      parts.push(circleArc(arc.center, radius + half, arc.from, arc.to));
      parts.push(circleArc(arc.center, Math.abs(radius - half), arc.from, arc.to));
    } else parts.push(pointsPart(taperedArc(vertex, arc)));
  }
  return parts;
}

function trapezoid(from: PathVertex, to: PathVertex, z: number): Vec3[] {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return [];
  const side: Vec3 = [-(to.y - from.y) / length, (to.x - from.x) / length, 0];
  return [1, -1].flatMap((sign) => [
    add([from.x, from.y, z], scale(side, (sign * from.startWidth) / 2)),
    add([to.x, to.y, z], scale(side, (sign * from.endWidth) / 2)),
  ]);
}

function taperedArc(vertex: PathVertex, arc: ReturnType<typeof circleArc>): Vec3[] {
  const [first, last] =
    vertex.bulge > 0 ? [vertex.startWidth, vertex.endWidth] : [vertex.endWidth, vertex.startWidth];
  return Array.from({ length: TAPER_SAMPLES + 1 }, (_, i) => {
    const f = i / TAPER_SAMPLES;
    const angle = arc.from + (arc.to - arc.from) * f;
    const half = (first + (last - first) * f) / 2;
    return [1, -1].map((sign) =>
      add(arc.center, scale([Math.cos(angle), Math.sin(angle), 0], arc.u[0] + sign * half)),
    );
  }).flat();
}
