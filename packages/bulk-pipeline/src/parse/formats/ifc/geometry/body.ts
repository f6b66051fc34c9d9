import { type Affine } from './affine.ts';
import { type Polyhedron } from './polyhedron.ts';
import { mappedSupport, type Support, unionSupport } from './support.ts';

/** A shape item: its exact reach, and its faces where a boolean operation asks for them. */
export interface Body {
  readonly support: Support;
  /** Pieces bounded by flat faces (curves within the tolerance), or null where there are none to be had. */
  readonly pieces: () => readonly Polyhedron[] | null;
}

/** Unions of more pieces than this are not cut. */
const MAX_PIECES = 10_000;

export function bodyOf(support: Support, pieces: () => readonly Polyhedron[] | null = () => null): Body {
  let known: { readonly pieces: readonly Polyhedron[] | null } | null = null;
  return { support, pieces: () => (known ??= { pieces: pieces() }).pieces };
}

export function mapBody(body: Body, m: Affine): Body {
  return bodyOf(mappedSupport(body.support, m), () => body.pieces()?.map((piece) => piece.mapped(m)) ?? null);
}

export function unionBody(bodies: readonly Body[]): Body {
  return bodyOf(unionSupport(bodies.map((body) => body.support)), () => {
    const all: Polyhedron[] = [];
    for (const body of bodies) {
      const pieces = body.pieces();
      if (pieces === null || all.length + pieces.length > MAX_PIECES) return null;
      for (const piece of pieces) all.push(piece);
    }
    return all;
  });
}
