import { type MappingRequest } from '../../format.ts';
import { ColumnSearch } from '../table/column-search.ts';
import { RecordFault } from '../table/record-fault.ts';
import { parseFeature } from './feature-text.ts';
import { FILE_START, readFeatures } from './read-features.ts';

/** Reads until every column of the mapping has been seen among the properties of a feature. */
export async function checkGeoJsonMapping(request: MappingRequest, maxRecordBytes: number): Promise<void> {
  const { file, options, signal } = request;
  const search = new ColumnSearch(options.table ?? {});
  const range = { path: file.path, start: 0, end: Infinity, from: FILE_START, maxRecordBytes, signal };
  await search.through((see) =>
    readFeatures(range, {
      record(feature) {
        try {
          const { value } = parseFeature(feature, maxRecordBytes);
          see((value as { properties?: unknown } | null)?.properties);
        } catch (error) {
          if (!(error instanceof RecordFault)) throw error;
        }
        return undefined;
      },
    }),
  );
}
