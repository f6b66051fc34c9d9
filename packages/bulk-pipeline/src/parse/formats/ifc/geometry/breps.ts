import { refOf, refsOf } from '../step-access.ts';
import { advancedFace } from './advanced-face.ts';
import { type Vec3 } from './affine.ts';
import { type Body, bodyOf, unionBody } from './body.ts';
import { Doubles } from './doubles.ts';
import { type Findings } from './findings.ts';
import { IdList, IdSet } from './id-list.ts';
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

/** Filled for one shell: thousands of small ones would otherwise leave more to collect than they are read from. */
const lists = {
  corners: new IdSet(),
  faces: new IdList(),
  bounds: new IdList(),
  loops: new IdList(),
  points: new IdList(),
  coords: new Doubles(),
};

/** IfcConnectedFaceSet, IfcOpenShell or IfcClosedShell: faces bounded by straight or by curved edges. */
export function shellBody(file: Instances, shell: number, findings: Findings): Body | null {
  const { corners, faces, bounds, loops, points, coords } = lists;
  const curved: Support[] = [];
  corners.clear();
  faces.clear();
  file.addRefs(shell, faces);
  for (let f = 0; f < faces.length; f++) {
    const face = faces.at(f);
    const type = file.typeOf(face);
    if (type === 'IFCADVANCEDFACE' || type === 'IFCFACESURFACE') {
      curved.push(advancedFace(file, face, findings));
      continue;
    }
    bounds.clear();
    file.addRefs(face, bounds);
    for (let b = 0; b < bounds.length; b++) {
      loops.clear();
      file.addRefs(bounds.at(b), loops);
      const loop = loops.length > 0 ? loops.at(0) : null;
      if (loop === null || file.typeOf(loop) !== 'IFCPOLYLOOP') {
        findings.unsupported.add(file.typeOf(loop) ?? 'IFCLOOP');
        continue;
      }
      points.clear();
      file.addRefs(loop, points);
      for (let p = 0; p < points.length; p++) corners.add(points.at(p));
    }
  }
  coords.clear();
  for (let p = 0; p < corners.ids.length; p++) file.addPoint(corners.ids.at(p), coords);
  if (coords.length === 0 && curved.length === 0) return null;
  return bodyOf(unionSupport([pointsSupport(coords.copy()), ...curved]), () =>
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
