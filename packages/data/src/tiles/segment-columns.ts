import { type AttributeSet, type PlanBox } from '@sizewise/shared';

/** Id (16 bytes), box (32) and set (4). */
export const BYTES_PER_SEGMENT = 52;
const BYTES_PER_SET = 400;
const SMALLEST = 1024;

/**
 * The segments of one import, column by column: what decides which tiles show a segment. Scanning a million boxes takes
 * milliseconds, so there is no index to keep up, and every filter is exact.
 */
export class SegmentColumns {
  readonly importId: string;
  /** 16 bytes per row. */
  ids: Uint8Array;
  /** minX, minY, maxX, maxY per row, metres; NaN, which touches nothing, for a segment without bounds. */
  boxes: Float64Array;
  /** Per row: its place in `sets`. */
  setOf: Uint32Array;
  length = 0;
  /** Another object after each change of a box, so that what was worked out from the boxes is known to be stale. */
  geometry: object = {};
  readonly sets: AttributeSet[] = [];
  /** Rows of each set. */
  readonly setCounts: number[] = [];
  /** Keys of the sets: the same for the same attributes, whichever columns they are in. */
  readonly setKeys: string[] = [];
  readonly #setPlaces = new Map<string, number>();

  /** @param expected rows to make room for; more may come */
  constructor(importId: string, expected: number) {
    this.importId = importId;
    const room = Math.max(expected, SMALLEST);
    this.ids = new Uint8Array(room * 16);
    this.boxes = new Float64Array(room * 4);
    this.setOf = new Uint32Array(room);
  }

  get bytes(): number {
    return this.setOf.length * BYTES_PER_SEGMENT + this.sets.length * BYTES_PER_SET;
  }

  /** Room for one more row at the end; its columns are the caller's to fill before `setRow`. @returns its place */
  addRow(): number {
    if (this.length === this.setOf.length) this.#grow();
    return this.length++;
  }

  /** Place of the set under a key; it is made where it is new. */
  setPlace(key: string, attributes: () => Omit<AttributeSet, 'importId'>): number {
    const known = this.#setPlaces.get(key);
    if (known !== undefined) return known;
    const place = this.sets.push({ importId: this.importId, ...attributes() }) - 1;
    this.setCounts.push(0);
    this.setKeys.push(key);
    this.#setPlaces.set(key, place);
    return place;
  }

  /** Counts a new row in a set. */
  enter(row: number, set: number): void {
    this.setOf[row] = set;
    this.setCounts[set] = (this.setCounts[set] ?? 0) + 1;
  }

  /** Takes a row from its set to another. */
  move(row: number, set: number): void {
    const before = this.setOf[row] ?? 0;
    this.setCounts[before] = (this.setCounts[before] ?? 0) - 1;
    this.enter(row, set);
  }

  /** Sets the box of a row to that of a row of other columns. */
  takeBox(row: number, from: SegmentColumns, source: number): void {
    const box = from.boxes.subarray(source * 4, source * 4 + 4);
    if (box.every((value, i) => Object.is(value, this.boxes[row * 4 + i]))) return;
    this.boxes.set(box, row * 4);
    this.geometry = {};
  }

  boxOf(row: number): PlanBox {
    const { boxes } = this;
    const at = row * 4;
    return {
      minX: boxes[at] ?? NaN,
      minY: boxes[at + 1] ?? NaN,
      maxX: boxes[at + 2] ?? NaN,
      maxY: boxes[at + 3] ?? NaN,
    };
  }

  /** Longer side of a row's box, metres. */
  sizeOf(row: number): number {
    const { minX, minY, maxX, maxY } = this.boxOf(row);
    return Math.max(maxX - minX, maxY - minY);
  }

  idOf(row: number): string {
    const hex = Buffer.from(this.ids.buffer, this.ids.byteOffset + row * 16, 16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  #grow(): void {
    const room = this.setOf.length * 2;
    const [ids, boxes, setOf] = [
      new Uint8Array(room * 16),
      new Float64Array(room * 4),
      new Uint32Array(room),
    ];
    ids.set(this.ids);
    boxes.set(this.boxes);
    setOf.set(this.setOf);
    [this.ids, this.boxes, this.setOf] = [ids, boxes, setOf];
  }
}
