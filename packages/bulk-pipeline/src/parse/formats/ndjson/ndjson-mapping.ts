import { type MappingRequest } from '../../format.ts';
import { readLines } from '../../text/read-lines.ts';
import { ColumnSearch } from '../table/column-search.ts';
import { RecordFault } from '../table/record-fault.ts';
import { parseLine } from './ndjson-record.ts';

/** Reads until every column of the mapping has been seen, which a good mapping's mostly are in the first line. */
export async function checkNdjsonMapping(request: MappingRequest, maxLineBytes: number): Promise<void> {
  const { file, options, signal } = request;
  const search = new ColumnSearch(options.table ?? {});
  const range = { path: file.path, start: 0, end: Infinity, firstLine: 1, maxLineBytes, signal };
  await search.through((see) =>
    readLines(range, (line) => {
      try {
        const parsed = parseLine(line, maxLineBytes);
        if (parsed !== null) see(parsed.object);
      } catch (error) {
        if (!(error instanceof RecordFault)) throw error;
      }
      return undefined;
    }),
  );
}
