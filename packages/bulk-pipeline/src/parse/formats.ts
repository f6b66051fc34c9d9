import { type Format } from '@sizewise/shared';

import { type DrawingFormat } from './format.ts';

// Loaded when first needed: a thread that reads IFC spends no time on the code of the others.
const FORMATS: Readonly<Record<Format, () => Promise<DrawingFormat>>> = {
  csv: async () => (await import('./formats/csv/csv-format.ts')).csvFormat,
  dwg: async () => (await import('./formats/dwg/dwg-format.ts')).dwgFormat,
  dxf: async () => (await import('./formats/dxf/dxf-format.ts')).dxfFormat,
  geojson: async () => (await import('./formats/geojson/geojson-format.ts')).geoJsonFormat,
  ifc: async () => (await import('./formats/ifc/ifc-format.ts')).ifcFormat,
  ndjson: async () => (await import('./formats/ndjson/ndjson-format.ts')).ndjsonFormat,
};

/** The reader of one kind of drawing; the same object each time. */
export function formatNamed(name: Format): Promise<DrawingFormat> {
  return FORMATS[name]();
}
