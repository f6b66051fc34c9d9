import { type TableMapping } from '@sizewise/shared';

import { type DrawingFormat, type ParseRequest } from '../../format.ts';
import { readLines, type Line } from '../../text/read-lines.ts';
import { storableJson } from '../../../storable.ts';
import { type ClassTable } from '../table/class-table.ts';
import { checkStorable } from '../table/field-checks.ts';
import { IgnoredClasses } from '../table/ignored-classes.ts';
import { RecordFault } from '../table/record-fault.ts';
import { type RowOutcome } from '../table/row-outcome.ts';
import { isMapped } from '../table/table-mapping.ts';
import { unitScale } from '../table/units.ts';
import { checkNdjsonMapping } from './ndjson-mapping.ts';
import { planNdjson } from './ndjson-plan.ts';
import { prescanLines } from './ndjson-prescan.ts';
import { parseLine } from './ndjson-record.ts';
import { isSegmentObject, readSegmentObject } from './segment-object.ts';
import { splitLine } from './split-line.ts';
import { TableObjectReader } from './table-object.ts';

export interface NdjsonOptions {
  readonly classes: ClassTable;
  /** Longest line that is read, bytes (16 MiB); longer ones are rejected without being held. */
  readonly maxRecordBytes?: number | undefined;
}

const DEFAULT_MAX_RECORD_BYTES = 16 * 1024 * 1024;

/** Builds the NDJSON reader. */
export function createNdjsonFormat(options: NdjsonOptions): DrawingFormat {
  return {
    name: 'ndjson',
    prescan: prescanLines,
    plan: planNdjson,
    checkMapping: (request) =>
      checkNdjsonMapping(request, options.maxRecordBytes ?? DEFAULT_MAX_RECORD_BYTES),
    parse: (request) => new NdjsonChunk(request, options).parse(),
  };
}

const NONE = {};

/** Parses one chunk. */
class NdjsonChunk {
  readonly #request: ParseRequest;
  readonly #classes: ClassTable;
  readonly #maxLineBytes: number;
  /** Metres per unit of lengths and coordinates. */
  readonly #scale: number;
  readonly #mapping: TableMapping;
  readonly #isMapped: boolean;
  readonly #tables: TableObjectReader;
  readonly #ignored: IgnoredClasses;

  constructor(request: ParseRequest, options: NdjsonOptions) {
    const { sink } = request;
    const { unit, table = {} } = request.options;
    const { classes } = options;
    this.#request = request;
    this.#ignored = new IgnoredClasses(sink);
    this.#classes = classes;
    this.#maxLineBytes = options.maxRecordBytes ?? DEFAULT_MAX_RECORD_BYTES;
    this.#scale = unitScale('length', unit ?? 'm') ?? 1;
    this.#mapping = table;
    this.#isMapped = Object.keys(table).length > 0;
    this.#tables = new TableObjectReader({
      unit,
      mapping: table,
      classes,
      onColumns: request.onColumns,
      warn: (code, detail) => sink.warn(code, detail),
    });
  }

  async parse(): Promise<void> {
    const { file, chunk, signal } = this.#request;
    const { start, end, context } = chunk;
    const range = { path: file.path, start, end, firstLine: Number(context['line']) };
    await readLines({ ...range, maxLineBytes: this.#maxLineBytes, signal }, (line) => this.#take(line));
  }

  #take(line: Line): Promise<void> | undefined {
    const { sink } = this.#request;
    try {
      const split = this.#readSplit(line);
      const outcome = split?.outcome ?? this.#read(line);
      if (outcome?.record !== undefined) return sink.segment(outcome.record, split?.properties);
      if (outcome !== null) this.#ignored.count(outcome.ignoredClass);
    } catch (error) {
      if (!(error instanceof RecordFault)) throw error;
      const position = { line: line.number, byteOffset: line.byteOffset };
      sink.reject({ position, raw: Buffer.from(line.bytes), code: error.code, reason: error.message });
    }
    return undefined;
  }

  /** The segment of a plain line with its properties as JSON; null for a line that is to be read whole. */
  #readSplit(line: Line): { outcome: RowOutcome; properties: Buffer } | null {
    if (this.#isMapped || line.state !== 'good') return null;
    const split = splitLine(line.bytes);
    if (split === null || !isSegmentObject(split.object)) return null;
    const { properties } = split;
    const position = { line: line.number, byteOffset: line.byteOffset };
    const object = Object.assign(split.object, { properties: NONE });
    return { outcome: readSegmentObject(object, position, this.#scale, this.#classes), properties };
  }

  /** Null for a blank line. */
  #read(line: Line): RowOutcome | null {
    const parsed = parseLine(line, this.#maxLineBytes);
    if (parsed === null) return null;
    let { object } = parsed;
    // In JSON text, NUL and lone surrogates can stand only as escapes.
    if (parsed.text.includes('\\u')) {
      checkStorable(object, 'The object');
      object = storableJson(object, () =>
        this.#request.sink.warn('character_replaced', 'in a JSON string'),
      ) as object;
    }
    const position = { line: line.number, byteOffset: line.byteOffset };
    const asSegment = isSegmentObject(object) && !isMapped(Object.keys(object), this.#mapping);
    if (asSegment) return readSegmentObject(object, position, this.#scale, this.#classes);
    return this.#tables.read(object as Record<string, unknown>, position);
  }
}
