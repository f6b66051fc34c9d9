import { type DrawingFormat } from '../../format.ts';
import { createDxfFormat } from './create-dxf-format.ts';
import { AIA_LAYERS } from './layers/aia-layers.ts';

/** The DXF format with the layer names of the US National CAD Standard. */
export const dxfFormat: DrawingFormat = createDxfFormat({ layers: AIA_LAYERS });
