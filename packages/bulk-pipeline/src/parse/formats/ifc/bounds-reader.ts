import { type StepRef } from './step-model.ts';
import { type BoundsReader, type CreateBoundsReader, type ElementBoundsResult } from './element-bounds.ts';
import { IDENTITY } from './geometry/affine.ts';
import { asRefs, Findings, Instances } from './geometry/instances.ts';
import { Placements } from './geometry/placements.ts';
import { ShapeReader } from './geometry/shape-reader.ts';
import { boundsOf, mappedSupport } from './geometry/support.ts';

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
    const findings = new Findings();
    const items = representation === null ? [] : bodyItems(this.#file, representation.ref);
    const body = items.length === 0 ? null : this.#shapes.items(items, findings);
    const toProject = placement === null ? IDENTITY : this.#placements.toProject(placement.ref, findings);
    const bounds =
      body === null || toProject === null
        ? null
        : boundsOf(mappedSupport(body.support, toProject), this.#file.lengthUnit);
    return {
      bounds,
      unsupported: [...findings.unsupported],
      approximate: [...findings.approximate],
      loop: findings.loop,
    };
  }
}

/** Items of every representation called Body; without one, of those called Facetation (an older name of it). */
function bodyItems(file: Instances, shape: number): number[] {
  const representations = asRefs(file.args(shape)?.[2]).map((id) => ({ id, args: file.args(id) ?? [] }));
  for (const name of ['Body', 'Facetation']) {
    const items = representations
      .filter(({ args }) => args[1] === name)
      .flatMap(({ id }) => file.refs(id, 3));
    if (items.length > 0) return [...new Set(items)];
  }
  return [];
}
