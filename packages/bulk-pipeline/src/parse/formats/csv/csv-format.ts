import { withLayerRules } from '../../layers/with-layer-rules.ts';
import { createIfcClassTable } from '../table/ifc-class-table.ts';
import { createCsvFormat } from './create-csv-format.ts';

/** Tables with a header, by RFC 4180, with any of the delimiters , ; tab |. */
export const csvFormat = withLayerRules(createCsvFormat({ classes: createIfcClassTable() }));
