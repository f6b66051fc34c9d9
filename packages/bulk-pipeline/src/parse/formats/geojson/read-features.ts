import { JsonCursor, type CursorRange, type ValueState } from './json-cursor.ts';
import { featureStart, firstKeyOf, rootStart } from './record-starts.ts';
import { TruncatedGeoJsonError } from './geojson-errors.ts';

const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const QUOTE = 34;
const COLON = 58;
/** Members of a collection that say how its features are to be read. */
const HEADER_MEMBERS: ReadonlySet<string> = new Set(['crs', 'coordinateUnit']);
const LONGEST_HEADER = 16 * 1024;

/** Where the reader is between two records: enough to go on from there. */
export interface ReaderState {
  readonly line: number;
  /** Ordinal of the root object; files mostly have one. */
  readonly root: number;
  /** Ordinal of the next feature in the root's `features`; null outside of it. */
  readonly feature: number | null;
  /** First key of the first feature, with its quotes: what the others begin with too. */
  readonly firstKey: string | null;
}

/** The state at the start of a file. */
export const FILE_START: ReaderState = { line: 1, root: 0, feature: null, firstKey: null };

/** A feature, or a root object that is no collection. */
export interface RawFeature {
  readonly byteOffset: number;
  /** The reader right before this record. */
  readonly before: ReaderState;
  /** False for the rest of a broken collection, which cannot be read without what stands before it. */
  readonly canStart: boolean;
  /** Valid until the reader goes on. */
  readonly bytes: Buffer;
  /** `broken`: the brackets of the record do not match. `too_long`: `bytes` holds only the start. */
  readonly state: 'good' | 'broken' | 'too_long';
}

export interface FeatureRange extends Omit<CursorRange, 'line'> {
  /** Records that start here or later are not read. */
  readonly end: number;
  readonly from: ReaderState;
}

export interface FeatureVisitor {
  record(record: RawFeature): Promise<void> | undefined;
  /** A member of a collection that tells of its coordinates; `value` is JSON text. */
  header?(name: string, value: string): void;
}

/**
 * Reads the records of a range of a GeoJSON file: FeatureCollections, and Features and geometries by themselves, one
 * object or a sequence of them (GeoJSONSeq, with separators or newlines).
 * @throws TruncatedGeoJsonError where the file ends inside a collection or inside its first object.
 */
export async function readFeatures(range: FeatureRange, visitor: FeatureVisitor): Promise<void> {
  await using cursor = await JsonCursor.open({ ...range, line: range.from.line });
  await new FeatureReader(cursor, range, visitor).read();
}

class FeatureReader {
  readonly #cursor: JsonCursor;
  readonly #end: number;
  readonly #visitor: FeatureVisitor;
  #root: number;
  #feature: number | null;
  #firstKey: string | null;
  #rootOffset: number;

  constructor(cursor: JsonCursor, range: FeatureRange, visitor: FeatureVisitor) {
    this.#cursor = cursor;
    this.#end = range.end;
    this.#visitor = visitor;
    this.#root = range.from.root;
    this.#feature = range.from.feature;
    this.#firstKey = range.from.firstKey;
    this.#rootOffset = range.start;
  }

  async read(): Promise<void> {
    for (;;) {
      if (this.#feature !== null && !(await this.#features())) return;
      const byte = await this.#cursor.skipSpace();
      if (byte === -1 || this.#cursor.offset >= this.#end) return;
      await this.#readRoot(byte);
    }
  }

  /** One root object, up to the start of its features where it has them. */
  async #readRoot(byte: number): Promise<void> {
    const cursor = this.#cursor;
    const before = this.#state();
    this.#rootOffset = cursor.offset;
    cursor.hold();
    let state: ValueState | 'collection';
    if (byte === OPEN_OBJECT) {
      cursor.skipByte();
      state = await this.#members();
    } else state = await cursor.skipValue();
    if (state === 'collection') {
      cursor.takeHeld();
      this.#feature = 0;
      this.#firstKey = firstKeyOf(await cursor.lookAhead());
      return;
    }
    const goesOn = state === 'good' || (await this.#recover(rootStart, state));
    if (!goesOn && state === 'ended' && this.#root === 0) throw new TruncatedGeoJsonError(this.#rootOffset);
    await this.#emit(before, this.#rootOffset, state === 'good');
    this.#root += 1;
  }

  /** Members of a root object, from behind its opening bracket or behind its features. */
  async #members(): Promise<ValueState | 'collection'> {
    const cursor = this.#cursor;
    for (;;) {
      const byte = await cursor.skipSpace();
      if (byte === -1) return 'ended';
      if (byte === CLOSE_OBJECT) {
        cursor.skipByte();
        return 'good';
      }
      if (byte !== QUOTE) return 'broken';
      const name = await this.#keep(() => cursor.skipValue());
      if (name.state !== 'good') return name.state;
      if ((await cursor.skipSpace()) !== COLON) return 'broken';
      cursor.skipByte();
      const first = await cursor.skipSpace();
      if (name.text === '"features"' && first === OPEN_LIST) {
        cursor.skipByte();
        return 'collection';
      }
      const value = await this.#keep(() => cursor.skipValue());
      if (value.state !== 'good') return value.state;
      this.#tellHeader(name.text, value.text);
    }
  }

  /** The text of a short value that is passed over. */
  async #keep(skip: () => Promise<ValueState>): Promise<{ state: ValueState; text: string | null }> {
    const cursor = this.#cursor;
    const start = cursor.offset;
    const isHeld = cursor.holds;
    if (!isHeld) cursor.hold();
    const state = await skip();
    const bytes = cursor.bytesFrom(start);
    const text = bytes === null || bytes.length > LONGEST_HEADER ? null : bytes.toString('utf8');
    if (!isHeld) cursor.takeHeld();
    return { state, text };
  }

  #tellHeader(name: string | null, value: string | null): void {
    const key = name?.slice(1, -1);
    if (key !== undefined && value !== null && HEADER_MEMBERS.has(key)) this.#visitor.header?.(key, value);
  }

  /** Features up to the end of the list and of its collection. @returns false at the end of the range. */
  async #features(): Promise<boolean> {
    const cursor = this.#cursor;
    for (;;) {
      const byte = await cursor.skipSpace();
      if (byte !== -1 && cursor.offset >= this.#end) return false;
      if (byte === -1) throw new TruncatedGeoJsonError(this.#rootOffset);
      if (byte === CLOSE_LIST) break;
      if (!(await this.#readFeature())) return false;
    }
    cursor.skipByte();
    this.#feature = null;
    const state = await this.#members();
    if (state === 'ended') throw new TruncatedGeoJsonError(this.#rootOffset);
    // A second `features`, or garbage behind the first, is shown as one broken record.
    if (state !== 'good') await this.#rejectRest();
    this.#root += 1;
    return true;
  }

  /** @returns false where the file ends with a broken feature. */
  async #readFeature(): Promise<boolean> {
    const cursor = this.#cursor;
    const before = this.#state();
    const start = cursor.offset;
    cursor.hold();
    const state = await cursor.skipValue();
    const goesOn = state === 'good' || (await this.#recover(featureStart(this.#firstKey), state));
    if (!goesOn && state === 'ended') throw new TruncatedGeoJsonError(start);
    await this.#emit(before, start, state === 'good');
    this.#feature = (this.#feature ?? 0) + 1;
    return goesOn;
  }

  async #rejectRest(): Promise<void> {
    const before = this.#state();
    const start = this.#cursor.offset;
    this.#cursor.hold();
    await this.#cursor.seek(rootStart);
    await this.#emit(before, start, false, false);
  }

  /** Goes on to the next place where a record seems to begin, looking back into the broken one where it is held. */
  async #recover(isThere: (data: Buffer, at: number) => boolean, state: ValueState): Promise<boolean> {
    if (!this.#cursor.rewind() && state === 'ended') return false;
    return await this.#cursor.seek(isThere);
  }

  async #emit(before: ReaderState, byteOffset: number, isGood: boolean, canStart = true): Promise<void> {
    const { bytes, tooLong } = this.#cursor.takeHeld();
    const state = !isGood ? 'broken' : tooLong ? 'too_long' : 'good';
    const waiting = this.#visitor.record({ byteOffset, before, canStart, bytes, state });
    if (waiting !== undefined) await waiting;
  }

  #state(): ReaderState {
    return {
      line: this.#cursor.line,
      root: this.#root,
      feature: this.#feature,
      firstKey: this.#feature === null ? null : this.#firstKey,
    };
  }
}
