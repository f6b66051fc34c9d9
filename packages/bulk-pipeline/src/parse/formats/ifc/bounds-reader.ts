import { type StepRef, type StepValue } from './step-model.ts';
import { type BoundsReader, type CreateBoundsReader, type ElementBoundsResult } from './element-bounds.ts';
import { IDENTITY } from './geometry/affine.ts';
import { Instances } from './geometry/instances.ts';
import { Placements } from './geometry/placements.ts';
import { ShapeReader } from './geometry/shape-reader.ts';
import { boundsOf, mappedSupport, NOTHING } from './geometry/support.ts';

/**
 * Reads bounds without meshing: every shape is seen through its support function, so circles, arcs and bends are exact
 * under any placement. Never throws for bad data; what cannot be read is named in the result.
 */
export const createBoundsReader: CreateBoundsReader = (model, units) =>
  new SupportBoundsReader(new Instances(model, units));

class SupportBoundsReader implements BoundsReader {
  readonly #file: Instances;
  readonly #placements: Placements;
  readonly #shapes: ShapeReader;

  constructor(file: Instances) {
    this.#file = file;
    this.#placements = new Placements(file);
    this.#shapes = new ShapeReader(file);
  }

  elementBounds(placement: StepRef | null, representation: StepRef | null): ElementBoundsResult {
    const findings = this.#file.nextElement();
    this.#shapes.nextElement();
    const items = representation === null ? [] : bodyItems(this.#file, representation.ref);
    const body = items.length === 0 ? null : this.#shapes.items(items, findings);
    const toProject = placement === null ? IDENTITY : this.#placements.toProject(placement.ref, findings);
    const placed = body === null || toProject === null ? NOTHING : mappedSupport(body.support, toProject);
    const bounds = boundsOf(placed, this.#file.lengthUnit);
    // Finite numbers may still multiply to infinite ones; a shape without points reaches nowhere.
    if (bounds === null && placed.reach(1, 0, 0) !== -Infinity && representation !== null) {
      findings.found('non_finite_number', representation.ref);
    }
    return {
      bounds,
      unsupported: [...findings.unsupported],
      approximate: [...findings.approximate],
      fault: findings.fault,
    };
  }
}

/** Representations that are no body: reference lines, boxes, symbols, clearances. */
const NO_BODY = new Set(
  'AXIS BOX FOOTPRINT PLAN PROFILE REFERENCE ANNOTATION COG CLEARANCE LIGHTING SURVEYPOINTS'.split(' '),
);

const NO_BODY_TYPES = new Set(
  'BOUNDINGBOX CURVE CURVE2D CURVE3D GEOMETRICCURVESET ANNOTATION2D POINT POINTCLOUD FILLAREA TEXT'.split(
    ' ',
  ),
);

/**
 * Items of every representation called Body; a file may have several. Where none is called so, those whose name says
 * nothing else count: exporters have left it empty or called it Facetation.
 */
function bodyItems(file: Instances, shape: number): number[] {
  const representations = file.refs(shape, 2).map((id) => {
    const args = file.args(id);
    return { id, name: word(args?.[1]), type: word(args?.[2]) };
  });
  const bodies = representations.filter(({ name }) => name === 'BODY');
  const unnamed = representations.filter(({ name, type }) => !NO_BODY.has(name) && !NO_BODY_TYPES.has(type));
  const chosen = bodies.length > 0 ? bodies : unnamed;
  return [...new Set(chosen.flatMap(({ id }) => file.refs(id, 3)))];
}

function word(value: StepValue | undefined): string {
  return typeof value === 'string' ? value.trim().toUpperCase() : '';
}
