import { refOf, refsOf } from '../step-access.ts';
import { advancedFace } from './advanced-face.ts';
import { type Vec3 } from './affine.ts';
import { type Body, bodyOf, unionBody } from './body.ts';
import { type Findings } from './findings.ts';
import { type Instances } from './instances.ts';
import { type Face, loopEdges, Polyhedron } from './polyhedron.ts';
import { readPoints } from './read-points.ts';
import { pointsSupport, type Support, unionSupport } from './support.ts';

/** IfcManifoldSolidBrep of any kind: its outer shell; voids lie within. */
export function brep(file: Instances, id: number, findings: Findings): Body | null {
  return shellsBody(file, [refOf(file.args(id)?.[0] ?? null)], findings);
}

/** IfcShellBasedSurfaceModel (shells) and IfcFaceBasedSurfaceModel (connected face sets). */
export function surfaceModel(file: Instances, id: number, findings: Findings): Body | null {
  return shellsBody(file, refsOf(file.args(id)?.[0]), findings);
}

function shellsBody(file: Instances, shells: readonly (number | null)[], findings: Findings): Body | null {
  const bodies = shells.flatMap((shell) => {
    const body = shell === null ? null : shellBody(file, shell, findings);
    return body === null ? [] : [body];
  });
  return bodies.length > 0 ? unionBody(bodies) : null;
}

/** IfcConnectedFaceSet, IfcOpenShell or IfcClosedShell: faces bounded by straight or by curved edges. */
export function shellBody(file: Instances, shell: number, findings: Findings): Body | null {
  const corners = new Set<number>();
  const curved: Support[] = [];
  const loops: number[][] = [];
  for (const face of file.allRefs(shell)) {
    const type = file.typeOf(face);
    if (type === 'IFCADVANCEDFACE' || type === 'IFCFACESURFACE') {
      curved.push(advancedFace(file, face, findings));
      continue;
    }
    for (const bound of file.allRefs(face)) {
      const loop = file.allRefs(bound)[0] ?? null;
      if (loop === null || file.typeOf(loop) !== 'IFCPOLYLOOP') {
        findings.unsupported.add(file.typeOf(loop) ?? 'IFCLOOP');
        continue;
      }
      const points = file.allRefs(loop);
      loops.push(points);
      for (const point of points) corners.add(point);
    }
  }
  const coords: number[] = [];
  for (const id of corners) {
    const point = file.vector(id);
    if (point !== null) coords.push(point[0], point[1], point[2]);
  }
  if (coords.length === 0 && curved.length === 0) return null;
  return bodyOf(unionSupport([pointsSupport(coords), ...curved]), () =>
    curved.length > 0 ? null : [flatShell(file, shell)],
  );
}

function flatShell(file: Instances, shell: number): Polyhedron {
  return new Polyhedron(
    file.allRefs(shell).map((face): Face =>
      file.refs(face, 0).flatMap((bound) => {
        const loop = file.refs(bound, 0)[0];
        const points: Vec3[] = loop === undefined ? [] : readPoints(file, file.refs(loop, 0));
        return loopEdges(points);
      }),
    ),
  );
}
