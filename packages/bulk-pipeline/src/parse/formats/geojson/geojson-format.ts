import { withLayerRules } from '../../layers/with-layer-rules.ts';
import { createIfcClassTable } from '../table/ifc-class-table.ts';
import { createGeoJsonFormat } from './create-geojson-format.ts';

/** GeoJSON (RFC 7946, and its 2008 form with `crs`), one object or a sequence (RFC 8142, or one per line). */
export const geoJsonFormat = withLayerRules(createGeoJsonFormat({ classes: createIfcClassTable() }));
