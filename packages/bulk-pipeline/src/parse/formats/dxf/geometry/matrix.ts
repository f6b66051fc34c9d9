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

export function translation(by: Vec3): Matrix {
  return [1, 0, 0, by[0], 0, 1, 0, by[1], 0, 0, 1, by[2]];
}

/** The map that does `inner` first and then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  if (outer === IDENTITY) return inner;
  if (inner === IDENTITY) return outer;
  const a = outer;
  const b = inner;
  return [
    a[0] * b[0] + a[1] * b[4] + a[2] * b[8],
    a[0] * b[1] + a[1] * b[5] + a[2] * b[9],
    a[0] * b[2] + a[1] * b[6] + a[2] * b[10],
    a[0] * b[3] + a[1] * b[7] + a[2] * b[11] + a[3],
    a[4] * b[0] + a[5] * b[4] + a[6] * b[8],
    a[4] * b[1] + a[5] * b[5] + a[6] * b[9],
    a[4] * b[2] + a[5] * b[6] + a[6] * b[10],
    a[4] * b[3] + a[5] * b[7] + a[6] * b[11] + a[7],
    a[8] * b[0] + a[9] * b[4] + a[10] * b[8],
    a[8] * b[1] + a[9] * b[5] + a[10] * b[9],
    a[8] * b[2] + a[9] * b[6] + a[10] * b[10],
    a[8] * b[3] + a[9] * b[7] + a[10] * b[11] + a[11],
  ];
}

export function applyToPoint(m: Matrix, point: Vec3): Vec3 {
  return mapPoint(m, point[0], point[1], point[2]);
}

/** As `applyToPoint`, of three numbers. */
export function mapPoint(m: Matrix, x: number, y: number, z: number): Vec3 {
  return [
    m[0] * x + m[1] * y + m[2] * z + m[3],
    m[4] * x + m[5] * y + m[6] * z + m[7],
    m[8] * x + m[9] * y + m[10] * z + m[11],
  ];
}

/** A direction is turned and scaled, not moved. */
export function applyToVector(m: Matrix, vector: Vec3): Vec3 {
  const x = vector[0];
  const y = vector[1];
  const z = vector[2];
  return [m[0] * x + m[1] * y + m[2] * z, m[4] * x + m[5] * y + m[6] * z, m[8] * x + m[9] * y + m[10] * z];
}

/** Cosine and sine of an angle in degrees; exact at quarter turns, where Math.cos leaves 6e-17. */
export function turn(degrees: number): [number, number] {
  const quarter = degrees / 90;
  if (Number.isInteger(quarter)) {
    const turned = ((quarter % 4) + 4) % 4;
    return turned === 0 ? [1, 0] : turned === 1 ? [0, 1] : turned === 2 ? [-1, 0] : [0, -1];
  }
  const radians = (degrees * Math.PI) / 180;
  return [Math.cos(radians), Math.sin(radians)];
}

/** True where every axis is mapped onto one axis, so that the box of a mapped box is the box of what is in it. */
export function keepsBoxes(m: Matrix): boolean {
  return (
    m === IDENTITY ||
    (isOneAxis(m[0], m[1], m[2]) && isOneAxis(m[4], m[5], m[6]) && isOneAxis(m[8], m[9], m[10]))
  );
}

function isOneAxis(a: number, b: number, c: number): boolean {
  return (a === 0 ? 0 : 1) + (b === 0 ? 0 : 1) + (c === 0 ? 0 : 1) <= 1;
}

export function add(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function scale(v: Vec3, by: number): Vec3 {
  return [v[0] * by, v[1] * by, v[2] * by];
}

export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function unit(v: Vec3): Vec3 | null {
  const length = Math.hypot(v[0], v[1], v[2]);
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
