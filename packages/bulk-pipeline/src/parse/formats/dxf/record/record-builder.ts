import {
  type Bounds,
  type LayerRule,
  MAX_COORDINATE,
  type RejectCode,
  type SegmentRecord,
  type SegmentType,
} from '@sizewise/shared';

import { type LayerMeaning } from '../../../format.ts';
import { emptyRecord } from '../../../segment-record.ts';
import { type DxfShape } from '../entities/dxf-shape.ts';
import { type EntityHead } from '../entities/entity-head.ts';
import { Box } from '../geometry/box.ts';
import { IDENTITY, type Matrix, multiply } from '../geometry/matrix.ts';
import { type HiddenBy } from '../index/drawing-index.ts';
import { meaningOfLayer } from '../layers/classify-layer.ts';
import { type LayerTable } from '../layers/aia-layers.ts';
import { type OpenedDrawing } from '../opened-drawing.ts';
import { plainMtext, plainText } from '../text/plain-text.ts';
import { OutlineBuilder } from './outline.ts';
import { pathLength } from './path-length.ts';

const LONGEST_NAME = 4096;
const LONGEST_ID = 1024;
const BY_LAYER = 256;

const TYPES: Readonly<Record<string, SegmentType>> = {
  TEXT: 'text',
  MTEXT: 'text',
  ATTDEF: 'text',
  ATTRIB: 'text',
  DIMENSION: 'dimension',
  ARC_DIMENSION: 'dimension',
  LARGE_RADIAL_DIMENSION: 'dimension',
};

/** Where an entity is drawn, and in which dress. */
export interface Dress {
  readonly layer: string;
  readonly color: number;
  readonly trueColor: number | null;
  readonly externalId: string | null;
  readonly matrix: Matrix;
  /** Why the drawing does not show it; null where it does. */
  readonly hiddenBy: HiddenBy | null;
}

/** A record, or why there is none. */
export type Built =
  | { readonly record: SegmentRecord; readonly isEnclosed: boolean }
  | { readonly code: RejectCode; readonly reason: string };

/** Makes the records of one drawing. */
export class RecordBuilder {
  readonly #drawing: OpenedDrawing;
  readonly #rules: readonly LayerRule[];
  readonly #table: LayerTable;
  readonly #toMetres: Matrix;
  readonly #box = new Box();
  readonly #outlines = new OutlineBuilder();
  readonly #meanings = new Map<string, LayerMeaning>();

  /** @param rules what is drawn on layers, before what `table` says of their names. */
  constructor(drawing: OpenedDrawing, rules: readonly LayerRule[], table: LayerTable) {
    this.#drawing = drawing;
    this.#rules = rules;
    this.#table = table;
    const { metres } = drawing;
    this.#toMetres = metres === 1 ? IDENTITY : [metres, 0, 0, 0, 0, metres, 0, 0, 0, 0, metres, 0];
  }

  /** A record of one drawn entity. */
  entity(head: EntityHead, shape: DxfShape, dress: Dress): Built {
    const box = this.#box;
    box.clear();
    const isExact = this.#drawing.summaries.addShape(box, shape, dress.matrix);
    const bounds = this.#metres(box);
    if (typeof bounds === 'string') return fault(bounds);
    const toMetres = multiply(this.#toMetres, dress.matrix);
    const record = this.#record(head, dress);
    record.bounds = bounds;
    record.outline = this.#outlines.of(shape, toMetres);
    if (shape.measured === true && shape.path !== undefined) record.length = pathLength(shape.path, toMetres);
    if (typeof shape.text === 'string') this.#describe(record, head, shape.text);
    if (shape.closed === true) record.properties['closed'] = true;
    if (typeof shape.block === 'string') record.properties['block'] = shape.block;
    Object.assign(record.properties, shape.properties);
    return { record, isEnclosed: !isExact };
  }

  /** A record of an INSERT whose drawn entities lie on one layer. */
  insert(head: EntityHead, block: string, box: Box, dress: Dress, extra: Record<string, unknown>): Built {
    const bounds = this.#metres(box);
    if (typeof bounds === 'string') return fault(bounds);
    const record = this.#record(head, dress);
    record.bounds = bounds;
    record.name = block.slice(0, LONGEST_NAME) || null;
    Object.assign(record.properties, extra);
    return { record, isEnclosed: false };
  }

  #record(head: EntityHead, dress: Dress): Writable<SegmentRecord> {
    const { layer } = dress;
    let meaning = this.#meanings.get(layer);
    if (meaning === undefined)
      this.#meanings.set(layer, (meaning = meaningOfLayer(layer, this.#rules, this.#table)));
    const record: Writable<SegmentRecord> = emptyRecord(TYPES[head.type] ?? meaning.type, positionOf(head));
    record.externalId = dress.externalId?.slice(0, LONGEST_ID) ?? null;
    record.discipline = meaning.discipline;
    record.layer = layer.slice(0, LONGEST_ID);
    record.properties['entity'] = head.type;
    if (dress.hiddenBy !== null) record.properties['hidden'] = dress.hiddenBy;
    if (dress.trueColor !== null) record.properties['trueColor'] = dress.trueColor;
    else if (dress.color !== BY_LAYER) record.properties['color'] = dress.color;
    if (head.linetype !== null) record.properties['linetype'] = head.linetype;
    return record;
  }

  #describe(record: Writable<SegmentRecord>, head: EntityHead, text: string): void {
    const plain = head.type === 'MTEXT' || head.type === 'MULTILEADER' ? plainMtext(text) : plainText(text);
    record.name = plain.slice(0, LONGEST_NAME) || null;
    if (plain !== text || plain.length > LONGEST_NAME) record.properties['text'] = text;
  }

  #metres(box: Box): Bounds | null | RejectCode {
    if (box.empty) return null;
    const { metres } = this.#drawing;
    const minX = box.minX * metres;
    const minY = box.minY * metres;
    const minZ = box.minZ * metres;
    const maxX = box.maxX * metres;
    const maxY = box.maxY * metres;
    const maxZ = box.maxZ * metres;
    const reach = Math.max(-minX, -minY, -minZ, maxX, maxY, maxZ);
    if (!Number.isFinite(reach)) return 'non_finite_number';
    if (reach > MAX_COORDINATE) return 'out_of_range';
    return { minX, minY, minZ, maxX, maxY, maxZ };
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function fault(code: RejectCode): Built {
  return { code, reason: 'The bounds of the entity are not finite or beyond 1e8 m' };
}

export function positionOf({ line, offset, handle }: EntityHead): SegmentRecord['position'] {
  if (line > 0) {
    return handle === null ? { line, byteOffset: offset } : { line, byteOffset: offset, handle };
  }
  return handle === null ? { byteOffset: offset } : { byteOffset: offset, handle };
}

/** Dress of an entity that stands in model space itself. */
export function ownDress({ layer, color, trueColor, handle }: EntityHead, hiddenBy: HiddenBy | null): Dress {
  return { layer, color, trueColor, externalId: handle, matrix: IDENTITY, hiddenBy };
}
