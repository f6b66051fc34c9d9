import { type Affine } from './affine.ts';
import { type Polyhedron } from './polyhedron.ts';
import { mappedSupport, type Support, unionSupport } from './support.ts';

/** A shape item: its exact reach, and its faces where a boolean operation asks for them. */
export interface Body {
  readonly support: Support;
  /** Pieces bounded by flat faces (curves within the tolerance), or null where there are none to be had. */
  readonly pieces: () => readonly Polyhedron[] | null;
}

export function bodyOf(support: Support, pieces: () => readonly Polyhedron[] | null = () => null): Body {
  return { support, pieces };
}

export function mapBody(body: Body, m: Affine): Body {
  return bodyOf(mappedSupport(body.support, m), () => body.pieces()?.map((piece) => piece.mapped(m)) ?? null);
}

export function unionBody(bodies: readonly Body[]): Body {
  return bodyOf(unionSupport(bodies.map((body) => body.support)), () => {
    const parts = bodies.map((body) => body.pieces());
    return parts.every((part) => part !== null) ? parts.flat() : null;
  });
}
