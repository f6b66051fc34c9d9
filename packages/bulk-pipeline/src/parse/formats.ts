import { type Format } from '@sizewise/shared';

import { type DrawingFormat } from './format.ts';
import { csvFormat } from './formats/csv/csv-format.ts';
import { dxfFormat } from './formats/dxf/dxf-format.ts';
import { geoJsonFormat } from './formats/geojson/geojson-format.ts';
import { ifcFormat } from './formats/ifc/ifc-format.ts';
import { ndjsonFormat } from './formats/ndjson/ndjson-format.ts';

const FORMATS: Readonly<Record<Format, DrawingFormat>> = {
  csv: csvFormat,
  dxf: dxfFormat,
  geojson: geoJsonFormat,
  ifc: ifcFormat,
  ndjson: ndjsonFormat,
};

/** The reader of one kind of drawing. */
export function formatNamed(name: Format): DrawingFormat {
  return FORMATS[name];
}
