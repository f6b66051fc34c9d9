import { numberOf, refOf } from '../step-access.ts';
import { type StepValue } from '../step-model.ts';
import {
  type Affine,
  compose,
  cross,
  dot,
  frame,
  IDENTITY,
  ORIGIN,
  scale,
  subtract,
  unit,
  type Vec3,
  X_AXIS,
  Y_AXIS,
  Z_AXIS,
} from './affine.ts';
import { type Findings } from './findings.ts';
import { type Instances } from './instances.ts';
import { LruCache } from './lru-cache.ts';

/** Deeper chains are taken for damage: real files nest about ten levels. */
const MAX_DEPTH = 256;
const CACHED_PLACEMENTS = 512;

/** IfcAxis2Placement3D, IfcAxis2Placement2D or IfcAxis1Placement as a map into the surrounding coordinates; null where it has no location. */
export function axisPlacement(file: Instances, id: number | null): Affine | null {
  const args = file.args(id);
  if (args === null) return null;
  const location = file.vector(refOf(args[0]));
  if (location === null) return null;
  switch (file.typeOf(id)) {
    case 'IFCAXIS2PLACEMENT3D':
      return frame(location, file.vector(refOf(args[1])), file.vector(refOf(args[2])));
    case 'IFCAXIS2PLACEMENT2D':
      return frame(location, Z_AXIS, file.vector(refOf(args[1])));
    case 'IFCAXIS1PLACEMENT':
      return frame(location, file.vector(refOf(args[1])), null);
    default:
      return null;
  }
}

/** A position that may be left out: identity then. */
export function optionalPlacement(file: Instances, value: StepValue | undefined): Affine {
  return axisPlacement(file, refOf(value)) ?? IDENTITY;
}

/**
 * IfcCartesianTransformationOperator2D/3D and their non-uniform kinds. Axes are made orthogonal by IfcBaseAxis
 * (ISO 10303-42 base_axis); an Axis2 that points the other way mirrors.
 */
export function transformationOperator(file: Instances, id: number | null): Affine | null {
  const args = file.args(id);
  const type = file.typeOf(id);
  if (args === null || type === null || !type.startsWith('IFCCARTESIANTRANSFORMATIONOPERATOR')) return null;
  const axis1 = file.vector(refOf(args[0]));
  const axis2 = file.vector(refOf(args[1]));
  const origin = file.vector(refOf(args[2])) ?? ORIGIN;
  const s1 = numberOf(args[3]) ?? 1;
  if (type.startsWith('IFCCARTESIANTRANSFORMATIONOPERATOR2D')) {
    const s2 = type.endsWith('NONUNIFORM') ? (numberOf(args[4]) ?? s1) : s1;
    const [x, y] = baseAxes(Z_AXIS, axis1, axis2);
    return { x: scale(x, s1), y: scale(y, s2), z: Z_AXIS, o: origin };
  }
  const axis3 = file.vector(refOf(args[4]));
  const uneven = type.endsWith('NONUNIFORM');
  const s2 = uneven ? (numberOf(args[5]) ?? s1) : s1;
  const s3 = uneven ? (numberOf(args[6]) ?? s1) : s1;
  const z = (axis3 && unit(axis3)) ?? implicitZ(axis1, axis2);
  const [x, y] = baseAxes(z, axis1, axis2);
  return { x: scale(x, s1), y: scale(y, s2), z: scale(z, s3), o: origin };
}

/** The schema says z where Axis3 is left out; where the other two axes are not in that plane, only their normal makes sense. */
function implicitZ(axis1: Vec3 | null, axis2: Vec3 | null): Vec3 {
  if (axis1 === null || axis2 === null) return Z_AXIS;
  const inPlane = Math.abs(axis1[2]) < 1e-9 && Math.abs(axis2[2]) < 1e-9;
  return inPlane ? Z_AXIS : (unit(cross(axis1, axis2)) ?? Z_AXIS);
}

function baseAxes(z: Vec3, axis1: Vec3 | null, axis2: Vec3 | null): [Vec3, Vec3] {
  const flat = (v: Vec3): Vec3 | null => unit(subtract(v, scale(z, dot(v, z))));
  let x = axis1 && flat(axis1);
  if (x === null && axis2 !== null) {
    const y = flat(axis2);
    if (y !== null) x = cross(y, z);
  }
  x ??= flat(X_AXIS) ?? flat(Y_AXIS) ?? X_AXIS;
  const right = cross(z, x);
  return [x, axis2 !== null && dot(axis2, right) < 0 ? scale(right, -1) : right];
}

/** Object placements of one file; each chain is walked once while it stays in the cache. */
export class Placements {
  readonly #file: Instances;
  readonly #cache = new LruCache<number, Affine>(CACHED_PLACEMENTS);

  constructor(file: Instances) {
    this.#file = file;
  }

  /** Map from an object's coordinates to the project's; null where a link cannot be followed, with the cause in `findings`. */
  toProject(id: number, findings: Findings): Affine | null {
    const open: { id: number; local: Affine }[] = [];
    const seen = new Set<number>();
    let world: Affine = IDENTITY;
    for (let at: number | null = id; at !== null;) {
      const known = this.#cache.get(at);
      if (known !== undefined) {
        world = known;
        break;
      }
      if (seen.has(at) || seen.size >= MAX_DEPTH) {
        findings.found('placement_loop', at);
        return null;
      }
      seen.add(at);
      const link = this.#link(at, findings);
      // Nothing is kept of a chain with a fault, so that every element that stands on it finds the fault.
      if (link === null || findings.fault !== null) return null;
      open.push({ id: at, local: link.local });
      at = link.parent;
    }
    for (const { id: child, local } of open.reverse()) {
      world = compose(world, local);
      this.#cache.set(child, world);
    }
    return world;
  }

  #link(id: number, findings: Findings): { local: Affine; parent: number | null } | null {
    const type = this.#file.typeOf(id);
    const args = this.#file.args(id);
    const parent = refOf(args?.[0]);
    if (type === 'IFCLOCALPLACEMENT') {
      const local = axisPlacement(this.#file, refOf(args?.[1]));
      if (local !== null) return { local, parent };
    }
    // A linear placement carries the resulting position for readers that do not follow alignments.
    if (type === 'IFCLINEARPLACEMENT') {
      const local = axisPlacement(this.#file, refOf(args?.[2]));
      findings.approximate.add(type);
      if (local !== null) return { local, parent };
    }
    findings.unsupported.add(type ?? 'IFCOBJECTPLACEMENT');
    return null;
  }
}
