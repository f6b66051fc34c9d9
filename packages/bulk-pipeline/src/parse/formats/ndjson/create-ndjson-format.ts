import { LENGTH_UNITS } from '@sizewise/shared';

import { type DrawingFormat, type ParseRequest, type RecordSink } from '../../format.ts';
import { readLines, type Line } from '../../text/read-lines.ts';
import { storableJson } from '../../text/unstorable.ts';
import { type ClassTable } from '../table/class-table.ts';
import { RecordFault } from '../table/record-fault.ts';
import { planNdjson } from './ndjson-plan.ts';
import { parseLine } from './ndjson-record.ts';
import { isSegmentObject, readSegmentObject } from './segment-object.ts';

export interface NdjsonOptions {
  readonly classes: ClassTable;
  /** Longest line that is read, bytes (16 MiB); longer ones are rejected without being held. */
  readonly maxRecordBytes?: number | undefined;
}

export const DEFAULT_MAX_RECORD_BYTES = 16 * 1024 * 1024;

/** Builds the NDJSON reader. */
export function createNdjsonFormat(options: NdjsonOptions): DrawingFormat {
  return { name: 'ndjson', plan: planNdjson, parse: (request) => parseNdjson(request, options) };
}

async function parseNdjson(request: ParseRequest, options: NdjsonOptions): Promise<void> {
  const { file, chunk, sink, signal } = request;
  const maxLineBytes = options.maxRecordBytes ?? DEFAULT_MAX_RECORD_BYTES;
  const scale = LENGTH_UNITS[request.options.unit ?? 'm'] ?? 1;
  const range = {
    path: file.path,
    start: chunk.start,
    end: chunk.end,
    firstLine: Number(chunk.context['line']),
  };
  await readLines({ ...range, maxLineBytes, signal }, (line) => {
    try {
      return readRecord(line, sink, maxLineBytes, scale, options.classes);
    } catch (error) {
      if (!(error instanceof RecordFault)) throw error;
      const position = { line: line.number, byteOffset: line.byteOffset };
      sink.reject({ position, raw: Buffer.from(line.bytes), code: error.code, reason: error.message });
      return undefined;
    }
  });
}

function readRecord(
  line: Line,
  sink: RecordSink,
  maxLineBytes: number,
  scale: number,
  classes: ClassTable,
): Promise<void> | undefined {
  const parsed = parseLine(line, maxLineBytes);
  if (parsed === null) return undefined;
  let { object } = parsed;
  // In JSON text, NUL and lone surrogates can stand only as escapes.
  if (parsed.text.includes('\\u')) {
    object = storableJson(object, () => sink.warn('character_replaced', 'in a JSON string')) as object;
  }
  if (!isSegmentObject(object)) throw new RecordFault('invalid_field', 'Unknown keys');
  const position = { line: line.number, byteOffset: line.byteOffset };
  const outcome = readSegmentObject(object, position, scale, classes);
  if (outcome.record !== undefined) return sink.segment(outcome.record);
  sink.ignore(outcome.ignoredClass);
  return undefined;
}
