import { type RejectCode } from '@sizewise/shared';

import { type NumberFault } from '../tags/tag-record.ts';
import { type TagReader } from '../tags/tag-reader.ts';
import { type DxfShape } from './dxf-shape.ts';
import { type EntityHead, readHead } from './entity-head.ts';
import { type Insert, readInsert } from './insert.ts';
import { EntityFault } from './points.ts';
import { isDrawable, readShape } from './read-shape.ts';

/** Why an entity cannot be a segment. */
export interface ItemFault {
  readonly code: RejectCode;
  readonly reason: string;
}

/** One entity with what follows it, as read: exactly one of shape, insert and fault, or none where it was skipped. */
export interface DxfItem {
  readonly head: EntityHead;
  /** Byte behind the last of its records. */
  readonly end: number;
  readonly shape?: DxfShape | undefined;
  readonly insert?: Insert | undefined;
  readonly fault?: ItemFault | undefined;
}

type ItemInHand = { -readonly [K in keyof DxfItem]: DxfItem[K] };

/** Names of entity types, custom ones included. */
const ENTITY_TYPE = /^[\w$.*|-]{1,64}$/;

/** Records that belong to the POLYLINE or INSERT before them. */
const FOLLOWERS = new Set(['VERTEX', 'ATTRIB', 'SEQEND']);

/** True for a record that never begins an entity. */
export function isFollower(type: string): boolean {
  return FOLLOWERS.has(type);
}

/** True for an entity that records follow. */
export function hasFollowers(type: string): boolean {
  return type === 'POLYLINE' || type === 'INSERT';
}

/** Reads entities, each whole: a POLYLINE with its vertices, an INSERT with its attributes. */
export class EntityReader {
  readonly #reader: TagReader;
  #isLoaded: boolean;

  /** @param isLoaded true where the reader stands at the first entity already. */
  constructor(reader: TagReader, isLoaded = false) {
    this.#reader = reader;
    this.#isLoaded = isLoaded;
  }

  /** The next entity; null at the end. @param isSkipped says whether what it draws need not be read. */
  next(isSkipped: (head: EntityHead) => boolean = () => false): DxfItem | null {
    const reader = this.#reader;
    if (!this.#isLoaded && !reader.advance()) return null;
    const { record } = reader;
    this.#isLoaded = false;
    if (record.count === 0) return null;
    const head = readHead(record);
    const { type } = head;
    const isCut = record.cut;
    const item: ItemInHand = { head, end: 0, shape: undefined, insert: undefined, fault: undefined };
    if (isCut) {
      item.fault = { code: 'record_too_large', reason: `${type} is longer than this reader holds` };
    } else if (!isDrawable(type) && (isFollower(type) || !ENTITY_TYPE.test(type))) {
      const reason = isFollower(type)
        ? `${type} without the entity it belongs to`
        : 'The name of the entity type cannot be read';
      item.fault = { code: 'malformed_record', reason };
    } else if (!isSkipped(head)) this.#read(item);
    if (hasFollowers(type)) this.#toEnd(type, head.offset);
    item.end = this.#isLoaded ? record.offset : reader.offset;
    return item;
  }

  #read(item: ItemInHand): void {
    const { record } = this.#reader;
    try {
      if (item.head.type === 'INSERT') item.insert = readInsert(this.#reader, item.head);
      else item.shape = readShape(this.#reader, item.head);
    } catch (error) {
      if (!(error instanceof EntityFault)) throw error;
      item.fault = { code: error.code, reason: error.message };
    }
    if (record.fault === null) return;
    item.insert = undefined;
    item.shape = undefined;
    item.fault = numberFault(record.fault);
  }

  /** Steps over the records of an entity up to SEQEND, where they were not read; keeps the first that is another's. */
  #toEnd(type: string, offset: number): void {
    const reader = this.#reader;
    const { record } = reader;
    const mine = type === 'POLYLINE' ? 'VERTEX' : 'ATTRIB';
    let isThere = record.offset !== offset ? record.count > 0 : reader.advance();
    while (isThere && record.type === mine) isThere = reader.advance();
    record.fault = null;
    this.#isLoaded = isThere && record.type !== 'SEQEND';
    if (!isThere) this.#isLoaded = false;
  }
}

function numberFault({ groupCode, text }: NumberFault): ItemFault {
  const isNumber = /^[+-]?(?:nan|inf|1\.#)/i.test(text) || Number.isFinite(Number(text.replace(/[dD]/, 'e')));
  const reason = `Group code ${groupCode} holds ${JSON.stringify(text)}`;
  return {
    code: isNumber || /^[+-]?\d[\d.]*[eE]/.test(text) ? 'non_finite_number' : 'invalid_number',
    reason,
  };
}
