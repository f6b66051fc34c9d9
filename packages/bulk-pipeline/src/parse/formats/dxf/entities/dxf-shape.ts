import { type WarningCode } from '@sizewise/shared';

import { IDENTITY, type Matrix, objectToWorld, scale } from '../geometry/matrix.ts';
import { mapPart, movePart, type Part } from '../geometry/parts.ts';
import { type EntityHead } from './entity-head.ts';

/** Something a person should know about a shape. */
export interface ShapeNote {
  readonly code: WarningCode;
  readonly detail: string;
}

/** What an entity draws, in file units and the coordinates of its block (or the world's). */
export interface DxfShape {
  readonly parts: readonly Part[];
  /** The parts in order along one path, without widths and thickness: it has an outline. */
  readonly path?: readonly Part[];
  readonly closed?: boolean;
  /** The path has a length: a line, an open polyline, an arc. */
  readonly measured?: boolean;
  /** Text as written, with its format codes. */
  readonly text?: string | null;
  /** Name of the block that draws the entity. */
  readonly block?: string | null;
  /** Where that block stands; IDENTITY for dimensions. */
  readonly blockMatrix?: Matrix;
  readonly notes?: readonly ShapeNote[];
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** A shape without bounds. */
export function unsupported(head: EntityHead, what: string): DxfShape {
  return { parts: [], notes: [{ code: 'geometry_unsupported', detail: `${named(head)}: ${what}` }] };
}

/** An entity as warnings name it. */
export function named({ type, handle, offset }: EntityHead): string {
  return handle === null ? `${type} at byte ${offset}` : `${type} ${handle}`;
}

/** Parts of an entity in object coordinates, in the coordinates of the world. */
export function toWorld(head: EntityHead, parts: readonly Part[]): readonly Part[] {
  const ocs = objectToWorld(head.extrusion);
  return ocs === IDENTITY ? parts : parts.map((part) => mapPart(part, ocs));
}

/** Parts in world coordinates and once more at the other end of the thickness, which lies along the extrusion. */
export function withThickness(head: EntityHead, parts: readonly Part[]): readonly Part[] {
  if (head.thickness === 0) return parts;
  const matrix = objectToWorld(head.extrusion);
  const up = scale([matrix[2], matrix[6], matrix[10]], head.thickness);
  return [...parts, ...parts.map((part) => movePart(part, up))];
}
