import { closeSync, openSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { type SpooledFile } from '../../../format.ts';
import { NotADxfFileError, TruncatedDxfError } from '../dxf-errors.ts';
import { isFollower } from '../entities/entity-reader.ts';
import { isDrawable } from '../entities/read-shape.ts';
import { detectLayout } from '../tags/tag-file.ts';
import { type SkippedLines } from '../tags/skipped-lines.ts';
import { TagReader } from '../tags/tag-reader.ts';
import { type TagRecord } from '../tags/tag-record.ts';
import { DxfTextDecoder } from '../text/text-decoder.ts';
import { HandleSet } from './handle-set.ts';
import { BlockTableBuilder } from './block-table.ts';
import { type BlockEntry, type DrawingIndex, type EntityRun, type HiddenBy } from './drawing-index.ts';

const TURN_MILLISECONDS = 50;
/** The clock is looked at once in so many records. */
const RECORDS_PER_LOOK = 64;

/** Sections with something to find. */
const READ_SECTIONS = new Set(['HEADER', 'TABLES', 'BLOCKS', 'ENTITIES']);

/** What the pass gathers; a DrawingIndex in the making. */
class Gathered {
  version: string | null = null;
  codePage: string | null = null;
  insUnits: number | null = null;
  measurement: number | null = null;
  readonly hiddenLayers: [string, HiddenBy][] = [];
  readonly blocks = new BlockTableBuilder();
  readonly runs: EntityRun[] = [];
  paperSpace = 0;
  duplicateHandles = 0;
  entities = 0;
  lastEntity: number | null = null;
  sections = 0;
}

/** What the pass found; the blocks apart, since there may be a great many. */
export interface BuiltIndex {
  readonly index: DrawingIndex;
  readonly blocks: BlockTableBuilder;
}

/**
 * Reads a drawing once: header, layers, where blocks and entities stand. Memory does not grow with the entities.
 * @param chunkBytes a run of entities is cut at the first entity behind this many bytes.
 * @throws NotADxfFileError, TruncatedDxfError
 */
export async function buildIndex(
  file: SpooledFile,
  chunkBytes: number,
  signal: AbortSignal,
): Promise<BuiltIndex> {
  const fd = openSync(file.path, 'r');
  const layout = ((): ReturnType<typeof detectLayout> => {
    try {
      return detectLayout(fd);
    } finally {
      closeSync(fd);
    }
  })();
  const { encoding } = layout;
  const decoder = new DxfTextDecoder();
  using reader = new TagReader({
    path: file.path,
    start: layout.start,
    end: file.bytes,
    line: encoding === 'text' ? 1 : 0,
    encoding,
    decode: decoder.decode,
  });
  const pass = new IndexPass(new Gathered(), decoder, chunkBytes, reader.skipped);
  let turn = performance.now() + TURN_MILLISECONDS;
  for (let taken = 1; !pass.isOver && reader.advance(); taken += 1) {
    pass.take(reader.record, reader.offset, reader.line);
    if (pass.isInUnread) reader.skipSection();
    if (taken % RECORDS_PER_LOOK !== 0 || performance.now() < turn) continue;
    await nextTurn();
    signal.throwIfAborted();
    turn = performance.now() + TURN_MILLISECONDS;
  }
  const { lastEntity, sections, blocks, ...found } = pass.end(reader.offset);
  const truncated = !pass.isOver && (pass.isInside || reader.brokenAt !== null);
  if (found.entities === 0) {
    if (sections === 0) throw new NotADxfFileError();
    if (truncated || !pass.isOver)
      throw new TruncatedDxfError('before its entities', reader.brokenAt ?? file.bytes);
  }
  const cutEntity = truncated && pass.isInEntities ? lastEntity : null;
  const { badTags } = reader;
  return { index: { ...found, blocks: blocks.count, encoding, badTags, truncated, cutEntity }, blocks };
}

/** Follows the sections of a drawing record by record. */
class IndexPass {
  isOver = false;
  readonly #found: Gathered;
  readonly #decoder: DxfTextDecoder;
  readonly #chunkBytes: number;
  readonly #skipped: SkippedLines;
  #section: string | null = null;
  #run: { start: number; line: number } | null = null;
  #block: Omit<BlockEntry, 'end'> | null = null;
  readonly #handles = new HandleSet();
  readonly #handlesOfBlock = new HandleSet();

  constructor(found: Gathered, decoder: DxfTextDecoder, chunkBytes: number, skipped: SkippedLines) {
    this.#found = found;
    this.#decoder = decoder;
    this.#chunkBytes = chunkBytes;
    this.#skipped = skipped;
  }

  get isInside(): boolean {
    return this.#section !== null;
  }

  /** True in a section that has nothing to find: OBJECTS, ACDSDATA, …, often the larger half of a file. */
  get isInUnread(): boolean {
    return this.#section !== null && !READ_SECTIONS.has(this.#section);
  }

  get isInEntities(): boolean {
    return this.#run !== null;
  }

  /** @param next where the record after this one begins. @param line its line. */
  take(record: TagRecord, next: number, line: number): void {
    const { type } = record;
    if (type === 'SECTION' || type === 'ENDSEC' || type === 'EOF') return this.#turn(type, record);
    if (this.#section === 'ENTITIES' || (this.#section === null && isDrawable(type))) {
      this.#entity(type, record);
    } else if (this.#section === 'BLOCKS') this.#blockRecord(type, record, next, line);
    else if (this.#section === 'TABLES' && type === 'LAYER') this.#layer(record);
  }

  end(offset: number): Gathered {
    this.#endRun(offset, true);
    this.#endBlock(offset);
    return this.#found;
  }

  #turn(type: string, record: TagRecord): void {
    this.#endRun(record.offset, false);
    this.#endBlock(record.offset);
    if (type === 'EOF') this.isOver = true;
    this.#section = type === 'SECTION' ? (record.string(2)?.trim().toUpperCase() ?? '') : null;
    if (type === 'SECTION') this.#found.sections += 1;
    if (this.#section === 'HEADER') this.#header(record);
  }

  /** All variables of the header stand in one record: name behind 9, value behind the code after it. */
  #header(record: TagRecord): void {
    const found = this.#found;
    for (let i = 1; i + 1 < record.count; i += 1) {
      if (record.code(i) !== 9) continue;
      const name = record.raw(i).trim();
      if (name === '$ACADVER') found.version = record.raw(i + 1).trim();
      else if (name === '$DWGCODEPAGE') found.codePage = record.raw(i + 1).trim();
      else if (name === '$INSUNITS') found.insUnits = record.num(i + 1);
      else if (name === '$MEASUREMENT') found.measurement = record.num(i + 1);
    }
    this.#decoder.use(found.version, found.codePage);
  }

  #layer(record: TagRecord): void {
    const name = record.string(2);
    const isFrozen = (record.number(70, 0) & 1) !== 0;
    const isOff = record.number(62, 7) < 0;
    if (name === null || !(isFrozen || isOff)) return;
    this.#found.hiddenLayers.push([name.trim().toLowerCase(), isFrozen ? 'frozen' : 'off']);
  }

  #blockRecord(type: string, record: TagRecord, next: number, line: number): void {
    if (type === 'ENDBLK') return this.#endBlock(record.offset);
    if (type !== 'BLOCK') {
      if (!isFollower(type)) this.#note(record, this.#handlesOfBlock);
      return;
    }
    this.#endBlock(record.offset);
    const base = [record.number(10, 0), record.number(20, 0), record.number(30, 0)] as const;
    this.#block = {
      name: record.string(2)?.trim() ?? '',
      base,
      start: next,
      line: line + this.#skipped.count,
    };
  }

  #endBlock(offset: number): void {
    if (this.#block !== null) this.#found.blocks.add({ ...this.#block, end: offset });
    this.#block = null;
    this.#handlesOfBlock.clear();
  }

  #entity(type: string, record: TagRecord): void {
    const { offset, line } = record;
    if (this.#run !== null && (isFollower(type) || offset - this.#run.start < this.#chunkBytes)) {
      if (isFollower(type)) return;
    } else {
      this.#endRun(offset, false);
      this.#run = { start: offset, line: line + this.#skipped.count };
    }
    this.#found.lastEntity = offset;
    this.#found.entities += 1;
    if (record.number(67, 0) === 1) this.#found.paperSpace += 1;
    else this.#note(record, this.#handles);
  }

  /** Ids of segments are made of handles, which a sound drawing has once. */
  #note(record: TagRecord, handles: HandleSet): void {
    const at = record.find(5);
    if (at !== -1 && handles.add(record.hex(at))) this.#found.duplicateHandles += 1;
  }

  #endRun(offset: number, isLast: boolean): void {
    if (this.#run !== null) this.#found.runs.push({ ...this.#run, end: offset });
    if (!isLast) this.#run = null;
  }
}
