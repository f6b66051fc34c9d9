import { type TableMapping } from '@sizewise/shared';

import {
  type ChunkPlan,
  type ChunkRange,
  type MappingRequest,
  type PlanRequest,
  type PlanWarning,
} from '../../format.ts';
import { storable } from '../../../storable.ts';
import { InvalidMappingError } from '../../mapping-fault.ts';
import { isUsable, layoutTable } from '../table/table-layout.ts';
import { columnKeys, mappingFaults } from '../table/table-mapping.ts';
import { type CsvDialect } from './csv-dialect.ts';
import { NoUsableColumnsError } from './csv-errors.ts';
import { decodeText } from './decode-text.ts';
import { detectDialect, isSeparatorLine } from './detect-dialect.ts';
import { readRecords, type RawRecord } from './read-records.ts';
import { splitFields } from './split-fields.ts';

/** The header begins, and mostly ends, within these. */
const HEADER_BYTES = 1024;

/** What every chunk is read with. */
export interface CsvShared {
  readonly dialect: CsvDialect;
  readonly headers: readonly string[];
}

/**
 * Reads the table once, record by record, and cuts it only between records.
 * @throws NoUsableColumnsError, InvalidMappingError.
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
      if (headers !== null) checkColumns(headers, options.table ?? {});
    } else cutter.add(record);
    return undefined;
  });
  if (headers === null) throw new NoUsableColumnsError([]);
  const warnings = [
    ...encodingWarning(dialect),
    ...layoutTable(headers, options.unit, options.table).warnings,
  ];
  const shared: CsvShared = { dialect, headers };
  const facts = { encoding: dialect.encoding };
  return { shared: { ...shared }, chunks: cutter.end(), ignored: {}, warnings, facts };
}

/** Reads the header alone. @throws NoUsableColumnsError, InvalidMappingError. */
export async function checkCsvMapping(request: MappingRequest, maxRecordBytes: number): Promise<void> {
  const { file, options, signal } = request;
  const dialect = await detectDialect(file.path, signal);
  const range = {
    path: file.path,
    start: 0,
    end: HEADER_BYTES,
    firstLine: 1,
    dialect,
    maxRecordBytes,
    signal,
  };
  let headers: string[] | null = null;
  await readRecords(range, (record) => {
    headers ??= readHeaders(record, dialect);
    return undefined;
  });
  checkColumns(headers ?? [], options.table ?? {});
}

function checkColumns(headers: readonly string[], mapping: TableMapping): void {
  const faults = mappingFaults(new Set(columnKeys(headers)), mapping);
  if (faults.length > 0) throw new InvalidMappingError(faults);
  if (!isUsable(layoutTable(headers, null, mapping))) throw new NoUsableColumnsError(headers);
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
