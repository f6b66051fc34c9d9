import { withLayerRules } from '../../layers/with-layer-rules.ts';
import { createNdjsonFormat } from './create-ndjson-format.ts';
import { createIfcClassTable } from '../table/ifc-class-table.ts';

/** One JSON object per line: segments as the export writes them, or objects whose keys are column names. */
export const ndjsonFormat = withLayerRules(createNdjsonFormat({ classes: createIfcClassTable() }));
