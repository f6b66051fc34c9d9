import { type Bounds } from './bounds.ts';
import { type SegmentCalculation } from './duct/segment-calculation.ts';
import { type Shape } from './shape.ts';
import { cellsOfBounds } from './spatial-cells.ts';

/** Names of the MongoDB collections; ids in them are UUIDs as text. */
export const SPATIAL_COLLECTION = 'spatial_data';
export const CALCULATION_COLLECTION = 'calculations';

/** A document of `spatial_data`; one without bounds has neither `geometry` nor `bounds` nor `cells`. */
export interface MongoSpatialDocument {
  _id: string;
  project_id: string;
  import_id: string;
  segment_id: string;
  layer_type: string;
  geometry?: [number, number];
  bounds?: { min_x: number; max_x: number; min_y: number; max_y: number; min_z: number; max_z: number };
  cells?: number[];
  shape?: Shape;
}

export interface SpatialFields {
  readonly id: string;
  readonly projectId: string;
  readonly importId: string;
  readonly segmentId: string;
  readonly layerType: string;
  readonly bounds: Bounds | null;
  readonly shape: Shape | null;
}

/** The MongoDB document of one spatial element; `geometry` is the centre of its bounds in plan. */
export function mongoSpatialDocument(fields: SpatialFields): MongoSpatialDocument {
  const document: MongoSpatialDocument = {
    _id: fields.id,
    project_id: fields.projectId,
    import_id: fields.importId,
    segment_id: fields.segmentId,
    layer_type: fields.layerType,
  };
  const b = fields.bounds;
  if (b) {
    document.geometry = [(b.minX + b.maxX) / 2, (b.minY + b.maxY) / 2];
    document.bounds = {
      min_x: b.minX,
      max_x: b.maxX,
      min_y: b.minY,
      max_y: b.maxY,
      min_z: b.minZ,
      max_z: b.maxZ,
    };
    document.cells = cellsOfBounds(b);
  }
  if (fields.shape) document.shape = fields.shape;
  return document;
}

/** A document of `calculations`: one for a segment, under its id. */
export interface MongoCalculation {
  _id: string;
  project_id: string;
  import_id: string;
  segment_id: string;
  calculation_type: string;
  source: 'file' | 'user';
  input: Record<string, unknown>;
  result_data: Record<string, unknown>;
}

/** The MongoDB document of one calculation. */
export function mongoCalculation(
  owner: { readonly projectId: string; readonly importId: string },
  segmentId: string,
  calculation: SegmentCalculation,
  source: MongoCalculation['source'],
): MongoCalculation {
  return {
    _id: segmentId,
    project_id: owner.projectId,
    import_id: owner.importId,
    segment_id: segmentId,
    calculation_type: calculation.calculationType,
    source,
    input: calculation.input,
    result_data: calculation.resultData,
  };
}
