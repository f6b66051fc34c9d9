import { enumerationOf, refOf, refsOf } from '../step-access.ts';
import { type Affine, compose } from './affine.ts';
import { type Body, bodyOf, mapBody, unionBody } from './body.ts';
import { booleanBody, type Operand } from './booleans.ts';
import { brep, shellBody, surfaceModel } from './breps.ts';
import { csgPrimitive } from './csg-primitives.ts';
import { curveSupport } from './curve.ts';
import { polygonalFaceSet, triangulatedFaceSet } from './face-sets.ts';
import { type Findings } from './findings.ts';
import { halfSpaceRegions } from './half-space.ts';
import { type Instances } from './instances.ts';
import { LruCache } from './lru-cache.ts';
import { axisPlacement, transformationOperator } from './placements.ts';
import { readCurve } from './read-curve.ts';
import { pointsSupport } from './support.ts';
import { curveBoundedPlane, sweptSurface } from './surface-items.ts';
import { sectionedSpine, sweptAlongCurve } from './swept-along-curve.ts';
import { sweptDisk } from './swept-disk.ts';
import { extrudedSolid, revolvedSolid } from './swept-solids.ts';

/** Boolean trees are chains of one step per opening; mapped items nest a few deep. */
const MAX_DEPTH = 1000;
/** Doubles that one shape may hold, copies by mapped items included: what is more repeats itself without end. */
const MAX_WEIGHT = 64 * 1024 * 1024;
/** Doubles that cached mapped representations may hold: 16 MiB. */
const CACHED_NUMBERS = 2 * 1024 * 1024;
/** What an entry of that cache takes beside its shape, its findings for one, in doubles. */
const ENTRY_WEIGHT = 100;

interface Mapped {
  readonly body: Body | null;
  readonly findings: Findings;
}

/** Reads shape items of one file; a mapped representation is read once while it stays in the cache. */
export class ShapeReader {
  readonly #file: Instances;
  readonly #mapped = new LruCache<number, Mapped>(CACHED_NUMBERS);
  readonly #open = new Set<number>();
  /** Results of boolean operations of this element: a tree that shares branches is walked once. */
  readonly #results = new Map<number, Mapped>();

  constructor(file: Instances) {
    this.#file = file;
  }

  /** Forgets what belongs to one element alone. */
  nextElement(): void {
    this.#results.clear();
  }

  /** The union of all items; null where none can be read. An IfcBoundingBox counts only where nothing else does. */
  items(ids: readonly number[], findings: Findings): Body | null {
    const boxes = ids.filter((id) => this.#file.typeOf(id) === 'IFCBOUNDINGBOX');
    const shapes = ids.filter((id) => !boxes.includes(id));
    const bodies = this.#all(shapes, findings);
    return unionOf(bodies.length > 0 ? bodies : this.#all(boxes, findings));
  }

  #all(ids: readonly number[], findings: Findings): Body[] {
    return ids.flatMap((id) => {
      const body = this.item(id, findings);
      return body === null ? [] : [body];
    });
  }

  /** One shape item, or null with its class in `findings` where it cannot be read. */
  item(id: number, findings: Findings): Body | null {
    if (this.#open.has(id)) {
      findings.found('placement_loop', id);
      return null;
    }
    if (this.#open.size > MAX_DEPTH) return this.#known(null, 'IFCBOOLEANRESULT', findings);
    this.#open.add(id);
    try {
      const body = this.#read(id, findings);
      if (body === null || body.support.weight <= MAX_WEIGHT) return body;
      return this.#known(null, this.#file.typeOf(id) ?? 'IFCREPRESENTATIONITEM', findings);
    } finally {
      this.#open.delete(id);
    }
  }

  #read(id: number, findings: Findings): Body | null {
    const file = this.#file;
    const type = file.typeOf(id);
    switch (type) {
      case 'IFCTRIANGULATEDFACESET':
      case 'IFCTRIANGULATEDIRREGULARNETWORK':
        return this.#known(triangulatedFaceSet(file, id), type, findings);
      case 'IFCPOLYGONALFACESET':
        return this.#known(polygonalFaceSet(file, id), type, findings);
      case 'IFCMAPPEDITEM':
        return this.#mappedItem(id, findings);
      case 'IFCEXTRUDEDAREASOLID':
      case 'IFCEXTRUDEDAREASOLIDTAPERED':
        return extrudedSolid(file, id, findings);
      case 'IFCREVOLVEDAREASOLID':
      case 'IFCREVOLVEDAREASOLIDTAPERED':
        return revolvedSolid(file, id, findings);
      case 'IFCSWEPTDISKSOLID':
      case 'IFCSWEPTDISKSOLIDPOLYGONAL':
        return sweptDisk(file, id, findings);
      case 'IFCSURFACECURVESWEPTAREASOLID':
      case 'IFCFIXEDREFERENCESWEPTAREASOLID':
        return sweptAlongCurve(file, id, findings);
      case 'IFCSECTIONEDSPINE':
        return sectionedSpine(file, id, findings);
      case 'IFCFACETEDBREP':
      case 'IFCFACETEDBREPWITHVOIDS':
      case 'IFCADVANCEDBREP':
      case 'IFCADVANCEDBREPWITHVOIDS':
      case 'IFCMANIFOLDSOLIDBREP':
        return this.#known(brep(file, id, findings), type, findings);
      case 'IFCSHELLBASEDSURFACEMODEL':
      case 'IFCFACEBASEDSURFACEMODEL':
        return this.#known(surfaceModel(file, id, findings), type, findings);
      case 'IFCOPENSHELL':
      case 'IFCCLOSEDSHELL':
      case 'IFCCONNECTEDFACESET':
        return this.#known(shellBody(file, id, findings), type, findings);
      case 'IFCBLOCK':
      case 'IFCRECTANGULARPYRAMID':
      case 'IFCRIGHTCIRCULARCYLINDER':
      case 'IFCRIGHTCIRCULARCONE':
      case 'IFCSPHERE':
        return this.#known(csgPrimitive(file, id), type, findings);
      case 'IFCBOOLEANRESULT':
      case 'IFCBOOLEANCLIPPINGRESULT':
        return this.#boolean(id, findings);
      default:
        return this.#other(id, type, findings);
    }
  }

  #other(id: number, type: string | null, findings: Findings): Body | null {
    const file = this.#file;
    const args = file.args(id) ?? [];
    switch (type) {
      case 'IFCCSGSOLID':
      case 'IFCSTYLEDITEM': {
        const inner = refOf(args[0]);
        return inner === null ? this.#known(null, type, findings) : this.item(inner, findings);
      }
      case 'IFCGEOMETRICSET':
      case 'IFCGEOMETRICCURVESET':
        return unionOf(this.#all(refsOf(args[0]), findings));
      case 'IFCBOUNDINGBOX':
        return this.#known(boundingBox(file, id), type, findings);
      case 'IFCCARTESIANPOINT': {
        const point = file.vector(id);
        return this.#known(point && bodyOf(pointsSupport(point)), type, findings);
      }
      case 'IFCSURFACEOFLINEAREXTRUSION':
      case 'IFCSURFACEOFREVOLUTION':
        return this.#known(sweptSurface(file, id, findings), type, findings);
      case 'IFCCURVEBOUNDEDPLANE':
        return this.#known(curveBoundedPlane(file, id, findings), type, findings);
      default: {
        if (type === null || !isCurve(type))
          return this.#known(null, type ?? 'IFCREPRESENTATIONITEM', findings);
        const curve = readCurve(file, id, findings);
        return curve && bodyOf(curveSupport(curve));
      }
    }
  }

  #known(body: Body | null, type: string, findings: Findings): Body | null {
    if (body === null) findings.unsupported.add(type);
    return body;
  }

  #mappedItem(id: number, findings: Findings): Body | null {
    const args = this.#file.args(id) ?? [];
    const source = refOf(args[0]);
    const target = transformationOperator(this.#file, refOf(args[1]));
    if (source === null || target === null || this.#file.typeOf(source) !== 'IFCREPRESENTATIONMAP') {
      return this.#known(null, 'IFCMAPPEDITEM', findings);
    }
    const map = this.#file.args(source) ?? [];
    const origin = axisPlacement(this.#file, refOf(map[0]));
    const toTarget: Affine = origin === null ? target : compose(target, origin);
    const { body, findings: inner } = this.#representation(refOf(map[1]));
    findings.add(inner);
    return body && mapBody(body, toTarget);
  }

  #representation(id: number | null): Mapped {
    const known = id === null ? undefined : this.#mapped.get(id);
    if (known !== undefined) return known;
    const { value: body, findings } = this.#file.apart((inner) =>
      id === null ? null : this.items(this.#file.refs(id, 3), inner),
    );
    if (body === null && !findings.loop && findings.unsupported.size === 0) {
      findings.unsupported.add('IFCREPRESENTATIONMAP');
    }
    const mapped = { body, findings };
    // Inside a loop the answer depends on where it was entered, at the end of reading on what came before: not kept.
    if (id !== null && !findings.loop && !this.#file.exhausted)
      this.#mapped.set(id, mapped, ENTRY_WEIGHT + (body?.support.weight ?? 0));
    return mapped;
  }

  #boolean(id: number, findings: Findings): Body | null {
    let result = this.#results.get(id);
    if (result === undefined) {
      const { value: body, findings: inner } = this.#file.apart((found) => this.#operation(id, found));
      result = { body, findings: inner };
      if (!inner.loop) this.#results.set(id, result);
    }
    findings.add(result.findings);
    return result.body;
  }

  #operation(id: number, findings: Findings): Body | null {
    const args = this.#file.args(id) ?? [];
    const firstId = refOf(args[1]);
    const first = firstId === null ? null : this.item(firstId, findings);
    if (first === null) return null;
    const second = this.#operand(refOf(args[2]), findings);
    if (second.body === null && second.regions === null) {
      findings.approximate.add('IFCBOOLEANRESULT');
      return first;
    }
    return booleanBody(enumerationOf(args[0]), first, second, this.#file.tolerance / 100, findings);
  }

  #operand(id: number | null, findings: Findings): Operand {
    const type = this.#file.typeOf(id);
    if (id === null) return { body: null, regions: null };
    if (type?.endsWith('HALFSPACE') || type === 'IFCHALFSPACESOLID') {
      return { body: null, regions: halfSpaceRegions(this.#file, id, findings) };
    }
    return { body: this.item(id, findings), regions: null };
  }
}

function unionOf(bodies: readonly Body[]): Body | null {
  const [first] = bodies;
  if (first === undefined) return null;
  return bodies.length === 1 ? first : unionBody(bodies);
}

function isCurve(type: string): boolean {
  return /^IFC(.*CURVE.*|POLYLINE|CIRCLE|ELLIPSE)$/.test(type);
}

/** IfcBoundingBox: a corner and three lengths. */
function boundingBox(file: Instances, id: number): Body | null {
  const corner = file.vector(refOf(file.args(id)?.[0] ?? null));
  const [x, y, z] = [1, 2, 3].map((i) => file.numbers(id, i)[0] ?? NaN);
  if (corner === null || x === undefined || y === undefined || z === undefined) return null;
  if (!Number.isFinite(x + y + z)) return null;
  return bodyOf(pointsSupport([...corner, corner[0] + x, corner[1] + y, corner[2] + z]));
}
