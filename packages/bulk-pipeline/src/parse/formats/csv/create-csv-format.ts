import { type DrawingFormat, type ParseRequest } from '../../format.ts';
import { storable } from '../../../storable.ts';
import { type ClassTable } from '../table/class-table.ts';
import { IgnoredClasses } from '../table/ignored-classes.ts';
import { RecordFault } from '../table/record-fault.ts';
import { layoutTable, usesOf } from '../table/table-layout.ts';
import { TableRowReader } from '../table/table-row.ts';
import { checkCsvMapping, planCsv, type CsvShared } from './csv-plan.ts';
import { decodeText } from './decode-text.ts';
import { readRecords, type RawRecord } from './read-records.ts';
import { splitFields } from './split-fields.ts';

export interface CsvOptions {
  readonly classes: ClassTable;
  /** Longest record that is read, bytes (16 MiB); longer ones are rejected without being held. */
  readonly maxRecordBytes?: number | undefined;
}

const DEFAULT_MAX_RECORD_BYTES = 16 * 1024 * 1024;

/** Builds the CSV reader. */
export function createCsvFormat(options: CsvOptions): DrawingFormat {
  const maxRecordBytes = options.maxRecordBytes ?? DEFAULT_MAX_RECORD_BYTES;
  return {
    name: 'csv',
    plan: (request) => planCsv(request, maxRecordBytes),
    checkMapping: (request) => checkCsvMapping(request, maxRecordBytes),
    parse: (request) => parseCsv(request, options.classes, maxRecordBytes),
  };
}

async function parseCsv(request: ParseRequest, classes: ClassTable, maxRecordBytes: number): Promise<void> {
  const { file, chunk, sink, signal } = request;
  const { dialect, headers } = request.shared as unknown as CsvShared;
  const layout = layoutTable(headers, request.options.unit, request.options.table);
  request.onColumns?.(usesOf(layout));
  const reader = new TableRowReader({
    layout,
    rules: { decimalComma: dialect.delimiter === ';' },
    classes,
    warn: (code, detail) => sink.warn(code, detail),
  });
  const ignored = new IgnoredClasses(sink);
  const range = {
    path: file.path,
    start: chunk.start,
    end: chunk.end,
    firstLine: Number(chunk.context['line']),
  };
  await readRecords({ ...range, dialect, maxRecordBytes, signal }, (record) => {
    const position = { line: record.line, byteOffset: record.byteOffset };
    try {
      checkState(record, maxRecordBytes);
      const text = decodeText(record.bytes, dialect.encoding);
      const clean = storable(text);
      const cells = splitFields(clean, dialect.delimiter, record.quoted);
      if (cells.every((cell) => cell === '')) return undefined;
      checkWidth(cells, headers.length);
      if (clean !== text) sink.warn('character_replaced', 'in a row of the table');
      const outcome = reader.read(cells, position);
      if (outcome.record !== undefined) return sink.segment(outcome.record);
      ignored.count(outcome.ignoredClass);
    } catch (error) {
      if (!(error instanceof RecordFault)) throw error;
      sink.reject({ position, raw: Buffer.from(record.bytes), code: error.code, reason: error.message });
    }
    return undefined;
  });
}

function checkState(record: RawRecord, maxRecordBytes: number): void {
  if (record.state === 'good') return;
  if (record.state === 'invalid') throw new RecordFault('invalid_encoding', 'The row is not valid UTF-8');
  if (record.state === 'bad_quote') {
    throw new RecordFault(
      'malformed_record',
      'A quoted field is not closed, or text follows its closing quote',
    );
  }
  throw new RecordFault('record_too_large', `The row is longer than ${maxRecordBytes} bytes`);
}

/** Empty cells beyond the header come from a delimiter at the end of each row. */
function checkWidth(cells: readonly string[], width: number): void {
  if (cells.length === width) return;
  if (cells.length > width && cells.slice(width).every((cell) => cell.trim() === '')) return;
  throw new RecordFault('ragged_row', `The row has ${cells.length} fields, the header ${width}`);
}
