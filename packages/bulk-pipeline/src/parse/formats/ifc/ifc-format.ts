import { createBoundsReader } from './bounds-reader.ts';
import { createIfcFormat, type IfcFormat } from './create-ifc-format.ts';

/** The IFC format with the bounds of this package; one per thread. */
export const ifcFormat: IfcFormat = createIfcFormat(createBoundsReader);
