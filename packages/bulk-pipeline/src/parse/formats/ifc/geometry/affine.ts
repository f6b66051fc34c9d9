export type Vec3 = readonly [number, number, number];

/** An affine map: the images of the three unit vectors and of the origin. */
export interface Affine {
  readonly x: Vec3;
  readonly y: Vec3;
  readonly z: Vec3;
  readonly o: Vec3;
}

export const ORIGIN: Vec3 = [0, 0, 0];
export const X_AXIS: Vec3 = [1, 0, 0];
export const Y_AXIS: Vec3 = [0, 1, 0];
export const Z_AXIS: Vec3 = [0, 0, 1];
export const IDENTITY: Affine = { x: X_AXIS, y: Y_AXIS, z: Z_AXIS, o: ORIGIN };

export function add(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function subtract(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function scale(a: Vec3, factor: number): Vec3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function norm(a: Vec3): number {
  return Math.hypot(a[0], a[1], a[2]);
}

/** The unit vector along `a`, or null where `a` has no length. */
export function unit(a: Vec3): Vec3 | null {
  const length = norm(a);
  return length > 1e-300 && Number.isFinite(length) ? scale(a, 1 / length) : null;
}

export function isFiniteVec(a: Vec3): boolean {
  return Number.isFinite(a[0]) && Number.isFinite(a[1]) && Number.isFinite(a[2]);
}

/** A unit vector at right angles to the unit vector `n`. */
export function perpendicular(n: Vec3): Vec3 {
  const helper: Vec3 = Math.abs(n[0]) < 0.9 ? X_AXIS : Y_AXIS;
  return unit(cross(n, helper)) ?? X_AXIS;
}

/** Image of a vector (the origin of the map plays no part). */
export function applyVector(m: Affine, v: Vec3): Vec3 {
  return [
    m.x[0] * v[0] + m.y[0] * v[1] + m.z[0] * v[2],
    m.x[1] * v[0] + m.y[1] * v[1] + m.z[1] * v[2],
    m.x[2] * v[0] + m.y[2] * v[1] + m.z[2] * v[2],
  ];
}

/** Image of a point. */
export function applyPoint(m: Affine, p: Vec3): Vec3 {
  return add(applyVector(m, p), m.o);
}

/** The map that applies `inner` first, then `outer`. */
export function compose(outer: Affine, inner: Affine): Affine {
  return {
    x: applyVector(outer, inner.x),
    y: applyVector(outer, inner.y),
    z: applyVector(outer, inner.z),
    o: applyPoint(outer, inner.o),
  };
}

/** The inverse map, or null where the map is flat. */
export function invert(m: Affine): Affine | null {
  const determinant = dot(m.x, cross(m.y, m.z));
  if (determinant === 0 || !Number.isFinite(determinant)) return null;
  const r0 = scale(cross(m.y, m.z), 1 / determinant);
  const r1 = scale(cross(m.z, m.x), 1 / determinant);
  const r2 = scale(cross(m.x, m.y), 1 / determinant);
  const linear: Affine = {
    x: [r0[0], r1[0], r2[0]],
    y: [r0[1], r1[1], r2[1]],
    z: [r0[2], r1[2], r2[2]],
    o: ORIGIN,
  };
  return { ...linear, o: scale(applyVector(linear, m.o), -1) };
}

/** A frame at `o` with `axis` as z and x as near to `ref` as a right angle allows (IfcFirstProjAxis). */
export function frame(o: Vec3, axis: Vec3 | null, ref: Vec3 | null): Affine {
  const z = (axis && unit(axis)) ?? Z_AXIS;
  const wanted = (ref && unit(ref)) ?? (Math.abs(z[0]) === 1 ? Z_AXIS : X_AXIS);
  const x = unit(subtract(wanted, scale(z, dot(wanted, z)))) ?? perpendicular(z);
  return { x, y: cross(z, x), z, o };
}
