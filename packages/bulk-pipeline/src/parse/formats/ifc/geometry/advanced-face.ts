import { refOf, refsOf } from '../step-access.ts';
import { type Vec3 } from './affine.ts';
import { type Curve, curveSupport, reverseCurve } from './curve.ts';
import { surfaceBulge } from './curved-surfaces.ts';
import { type Findings } from './findings.ts';
import { type Instances } from './instances.ts';
import { readCurve } from './read-curve.ts';
import { readPoints } from './read-points.ts';
import { type Support, unionSupport } from './support.ts';
import { trimCurve } from './trimmed-curve.ts';

/** A boundary of a face, in the direction that leaves the face to its left seen against its normal. */
export type Boundary = Curve;

/**
 * IfcAdvancedFace or IfcFaceSurface: its edges, and what its surface reaches beyond them. Planes, cylinders and cones
 * reach nothing beyond: a linear function is greatest along a whole ruling, which ends at an edge.
 */
export function advancedFace(file: Instances, id: number, findings: Findings): Support {
  const args = file.args(id) ?? [];
  const boundaries = refsOf(args[0]).map((bound) => readBound(file, bound, findings));
  const edges = unionSupport(boundaries.map(curveSupport));
  const bulge = surfaceBulge(file, refOf(args[1]), boundaries, args[2] !== false, edges, findings);
  return unionSupport([edges, bulge]);
}

function readBound(file: Instances, id: number, findings: Findings): Boundary {
  const args = file.args(id) ?? [];
  const curve = readLoop(file, refOf(args[0]), findings);
  return args[1] === false ? reverseCurve(curve) : curve;
}

function readLoop(file: Instances, id: number | null, findings: Findings): Curve {
  const args = file.args(id) ?? [];
  switch (file.typeOf(id)) {
    case 'IFCPOLYLOOP': {
      const points = readPoints(file, refsOf(args[0]));
      return points.length > 0 ? [{ kind: 'chain', points: [...points, ...points.slice(0, 1)] }] : [];
    }
    case 'IFCEDGELOOP':
      return refsOf(args[0]).flatMap((edge) => orientedEdge(file, edge, findings));
    case 'IFCVERTEXLOOP': {
      const point = vertex(file, refOf(args[0]));
      return point ? [{ kind: 'chain', points: [point] }] : [];
    }
    default:
      findings.unsupported.add(file.typeOf(id) ?? 'IFCLOOP');
      return [];
  }
}

function vertex(file: Instances, id: number | null): Vec3 | null {
  return file.typeOf(id) === 'IFCVERTEXPOINT' ? file.vector(refOf(file.args(id)?.[0])) : null;
}

function orientedEdge(file: Instances, id: number, findings: Findings): Curve {
  const args = file.args(id) ?? [];
  if (file.typeOf(id) !== 'IFCORIENTEDEDGE') return edgeCurve(file, id, findings);
  const curve = edgeCurve(file, refOf(args[2]), findings);
  return args[3] === false ? reverseCurve(curve) : curve;
}

/** An edge runs from its start vertex to its end vertex along its curve. */
function edgeCurve(file: Instances, id: number | null, findings: Findings): Curve {
  const args = file.args(id) ?? [];
  const start = vertex(file, refOf(args[0]));
  const end = vertex(file, refOf(args[1]));
  const ends: Curve = [{ kind: 'chain', points: [start, end].filter((p) => p !== null) }];
  if (file.typeOf(id) !== 'IFCEDGECURVE' || start === null || end === null) return ends;
  const geometry = basisCurve(file, refOf(args[2]));
  if (file.typeOf(geometry) === 'IFCLINE') return ends;
  const cut = trimCurve(
    file,
    geometry,
    { parameter: null, point: start },
    { parameter: null, point: end },
    args[3] !== false,
    true,
    findings,
  );
  return cut ?? readCurve(file, geometry, findings) ?? ends;
}

/** A surface curve is a 3D curve with its images in parameter space. */
function basisCurve(file: Instances, id: number | null): number | null {
  const type = file.typeOf(id);
  const wrapped = type === 'IFCSURFACECURVE' || type === 'IFCSEAMCURVE' || type === 'IFCINTERSECTIONCURVE';
  return wrapped ? refOf(file.args(id)?.[0]) : id;
}
