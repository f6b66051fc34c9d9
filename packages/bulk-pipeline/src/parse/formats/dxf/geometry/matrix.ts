/** A point or vector in space. */
export type Vec3 = readonly [number, number, number];

/** Affine map, row by row: x' = m0·x + m1·y + m2·z + m3, and so on. */
// prettier-ignore
export type Matrix = readonly [
  number, number, number, number,
  number, number, number, number,
  number, number, number, number,
];

export const IDENTITY: Matrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

export function translation([x, y, z]: Vec3): Matrix {
  return [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z];
}

/** The map that does `inner` first and then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  if (outer === IDENTITY) return inner;
  if (inner === IDENTITY) return outer;
  const [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11] = outer;
  const [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11] = inner;
  return [
    a0 * b0 + a1 * b4 + a2 * b8,
    a0 * b1 + a1 * b5 + a2 * b9,
    a0 * b2 + a1 * b6 + a2 * b10,
    a0 * b3 + a1 * b7 + a2 * b11 + a3,
    a4 * b0 + a5 * b4 + a6 * b8,
    a4 * b1 + a5 * b5 + a6 * b9,
    a4 * b2 + a5 * b6 + a6 * b10,
    a4 * b3 + a5 * b7 + a6 * b11 + a7,
    a8 * b0 + a9 * b4 + a10 * b8,
    a8 * b1 + a9 * b5 + a10 * b9,
    a8 * b2 + a9 * b6 + a10 * b10,
    a8 * b3 + a9 * b7 + a10 * b11 + a11,
  ];
}

export function applyToPoint(m: Matrix, [x, y, z]: Vec3): Vec3 {
  return [
    m[0] * x + m[1] * y + m[2] * z + m[3],
    m[4] * x + m[5] * y + m[6] * z + m[7],
    m[8] * x + m[9] * y + m[10] * z + m[11],
  ];
}

/** A direction is turned and scaled, not moved. */
export function applyToVector(m: Matrix, [x, y, z]: Vec3): Vec3 {
  return [m[0] * x + m[1] * y + m[2] * z, m[4] * x + m[5] * y + m[6] * z, m[8] * x + m[9] * y + m[10] * z];
}

/** Cosine and sine of an angle in degrees; exact at quarter turns, where Math.cos leaves 6e-17. */
export function turn(degrees: number): [number, number] {
  const quarter = degrees / 90;
  if (Number.isInteger(quarter)) {
    return [
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ][((quarter % 4) + 4) % 4] as [number, number];
  }
  const radians = (degrees * Math.PI) / 180;
  return [Math.cos(radians), Math.sin(radians)];
}

/** True where every axis is mapped onto one axis, so that the box of a mapped box is the box of what is in it. */
export function keepsBoxes(m: Matrix): boolean {
  const one = (a: number, b: number, c: number): boolean =>
    (a === 0 ? 0 : 1) + (b === 0 ? 0 : 1) + (c === 0 ? 0 : 1) <= 1;
  return one(m[0], m[1], m[2]) && one(m[4], m[5], m[6]) && one(m[8], m[9], m[10]);
}

/** Factor of a map that scales all lengths alike, else null. */
export function uniformScale(m: Matrix): number | null {
  if (m === IDENTITY) return 1;
  const x = Math.hypot(m[0], m[4], m[8]);
  const y = Math.hypot(m[1], m[5], m[9]);
  const z = Math.hypot(m[2], m[6], m[10]);
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(a, b);
  const dot = m[0] * m[1] + m[4] * m[5] + m[8] * m[9];
  return near(x, y) && near(x, z) && Math.abs(dot) <= 1e-9 * x * y ? x : null;
}

export function add([a, b, c]: Vec3, [x, y, z]: Vec3): Vec3 {
  return [a + x, b + y, c + z];
}

export function scale([x, y, z]: Vec3, by: number): Vec3 {
  return [x * by, y * by, z * by];
}

export function cross([a, b, c]: Vec3, [x, y, z]: Vec3): Vec3 {
  return [b * z - c * y, c * x - a * z, a * y - b * x];
}

export function unit(v: Vec3): Vec3 | null {
  const length = Math.hypot(...v);
  return length > 0 && Number.isFinite(length) ? scale(v, 1 / length) : null;
}

/** Below this both x and y of a normal count as zero (AutoCAD DXF Reference, "Arbitrary Axis Algorithm"). */
const ARBITRARY_AXIS = 1 / 64;

/** The map from the coordinate system of an entity to the world's, by its extrusion; IDENTITY for straight up. */
export function objectToWorld(extrusion: Vec3): Matrix {
  if (extrusion[0] === 0 && extrusion[1] === 0 && extrusion[2] > 0) return IDENTITY;
  const z = unit(extrusion);
  if (z === null) return IDENTITY;
  const near = Math.abs(z[0]) < ARBITRARY_AXIS && Math.abs(z[1]) < ARBITRARY_AXIS;
  const x = unit(cross(near ? [0, 1, 0] : [0, 0, 1], z));
  if (x === null) return IDENTITY;
  const y = cross(z, x);
  return [x[0], y[0], z[0], 0, x[1], y[1], z[1], 0, x[2], y[2], z[2], 0];
}
