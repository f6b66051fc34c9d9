import { boundsOfShape, type SpatialDocument, type SpatialInput, spatialInputSchema } from '@sizewise/shared';

import { timeOrderedIds } from '../time-ordered-ids.ts';
import { type NewDocument } from './spatial-writer.ts';

/** Most documents that one answer holds. */
export const MOST_DOCUMENTS = 10_000;
export const DEFAULT_DOCUMENTS = 1000;

/** Documents as they are stored: with ids, bounds from the shape where they bring none, and the centre in plan. */
export function toNewDocuments(inputs: readonly SpatialInput[]): NewDocument[] {
  const ids = timeOrderedIds(inputs.length);
  return inputs.map((input, i) => {
    const { segmentId, layerType, geometry, bounds: given, shape } = spatialInputSchema.parse(input);
    const id = ids[i] ?? '';
    const bounds = given ?? (shape ? boundsOfShape(shape) : null);
    return {
      id,
      segmentId: segmentId ?? id,
      layerType,
      geometry: geometry ?? centreOf(bounds),
      bounds,
      shape,
    };
  });
}

/** Centre of the bounds in plan, metres. */
export function centreOf(bounds: SpatialDocument['bounds']): SpatialDocument['geometry'] {
  return bounds && [(bounds.minX + bounds.maxX) / 2, (bounds.minY + bounds.maxY) / 2];
}
