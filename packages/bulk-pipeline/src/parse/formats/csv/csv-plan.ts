import { type ChunkPlan, type ChunkRange, type PlanRequest, type PlanWarning } from '../../format.ts';
import { storable } from '../../text/unstorable.ts';
import { isUsable, layoutTable } from '../table/table-layout.ts';
import { type CsvDialect } from './csv-dialect.ts';
import { NoUsableColumnsError } from './csv-errors.ts';
import { decodeText } from './decode-text.ts';
import { detectDialect, isSeparatorLine } from './detect-dialect.ts';
import { readRecords, type RawRecord } from './read-records.ts';
import { splitFields } from './split-fields.ts';

/** What every chunk is read with. */
export interface CsvShared {
  readonly dialect: CsvDialect;
  readonly headers: readonly string[];
}

/**
 * Reads the table once, record by record, and cuts it only between records.
 * @throws NoUsableColumnsError.
 */
export async function planCsv(request: PlanRequest, maxRecordBytes: number): Promise<ChunkPlan> {
  const { file, options, chunkBytes, signal } = request;
  const dialect = await detectDialect(file.path, signal);
  const cutter = new ChunkCutter(chunkBytes);
  let headers: string[] | null = null;
  const range = { path: file.path, start: 0, end: Infinity, firstLine: 1, dialect, maxRecordBytes, signal };
  await readRecords(range, (record) => {
    if (headers === null) {
      headers = readHeaders(record, dialect);
      cutter.begin(record);
      if (headers !== null && !isUsable(layoutTable(headers, null))) throw new NoUsableColumnsError(headers);
    } else cutter.add(record);
    return undefined;
  });
  if (headers === null) throw new NoUsableColumnsError([]);
  const warnings = [...encodingWarning(dialect), ...layoutTable(headers, options.unit).warnings];
  const shared: CsvShared = { dialect, headers };
  return { shared: { ...shared }, chunks: cutter.end(), ignored: {}, warnings };
}

function readHeaders(record: RawRecord, dialect: CsvDialect): string[] | null {
  const text = decodeText(record.bytes, dialect.encoding);
  if (isSeparatorLine(text)) return null;
  if (record.state !== 'good') throw new NoUsableColumnsError([text.slice(0, 100)]);
  return splitFields(text, dialect.delimiter, record.quoted).map((header) => storable(header.trim()));
}

function encodingWarning(dialect: CsvDialect): PlanWarning[] {
  if (dialect.encoding === 'utf-8') return [];
  return [{ code: 'encoding_assumed', detail: dialect.encoding, count: 1 }];
}

/** Gathers records into chunks. */
class ChunkCutter {
  readonly #chunkBytes: number;
  readonly #chunks: ChunkRange[] = [];
  #start = 0;
  #startLine = 1;
  #end = 0;
  #nextLine = 1;

  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
  }

  /** The first chunk begins behind this record. */
  begin(record: RawRecord): void {
    this.#start = record.nextOffset;
    this.#startLine = record.nextLine;
    this.#end = this.#start;
  }

  add(record: RawRecord): void {
    this.#end = record.nextOffset;
    this.#nextLine = record.nextLine;
    if (this.#end - this.#start >= this.#chunkBytes) this.#cut();
  }

  end(): ChunkRange[] {
    if (this.#end > this.#start) this.#cut();
    return this.#chunks;
  }

  #cut(): void {
    this.#chunks.push({ start: this.#start, end: this.#end, context: { line: this.#startLine } });
    this.#start = this.#end;
    this.#startLine = this.#nextLine;
  }
}
