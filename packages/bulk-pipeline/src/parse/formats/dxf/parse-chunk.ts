import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { type ParseRequest, type RecordSink } from '../../format.ts';
import { expandInsert } from './blocks/expand-insert.ts';
import { named, type ShapeNote } from './entities/dxf-shape.ts';
import { type EntityHead } from './entities/entity-head.ts';
import { type DxfItem, EntityReader, type ItemFault } from './entities/entity-reader.ts';
import { type Insert } from './entities/insert.ts';
import { Box } from './geometry/box.ts';
import { IDENTITY } from './geometry/matrix.ts';
import { type LayerTable } from './layers/aia-layers.ts';
import { type OpenedDrawing } from './opened-drawing.ts';
import { type Built, type Dress, ownDress, positionOf, RecordBuilder } from './record/record-builder.ts';
import { TagReader } from './tags/tag-reader.ts';

const TURN_MILLISECONDS = 50;
/** The clock is looked at once in so many entities. */
const ENTITIES_PER_LOOK = 32;
/** Different types that one chunk counts by name; a hostile file may make up any number. */
const MOST_TYPES = 500;
const RAW_BYTES = 64 * 1024;
/** Entities that one INSERT may draw where they become segments of their own: more is a bomb, not a drawing. */
export const MOST_DRAWN = 1_000_000;

/** Hands every entity of one chunk to the sink. */
export async function parseChunk(
  drawing: OpenedDrawing,
  request: ParseRequest,
  table: LayerTable,
): Promise<void> {
  try {
    await new ChunkParser(drawing, request, table).run();
  } finally {
    drawing.store[Symbol.dispose]();
  }
}

class ChunkParser {
  readonly #drawing: OpenedDrawing;
  readonly #request: ParseRequest;
  readonly #sink: RecordSink;
  readonly #builder: RecordBuilder;
  readonly #ignored = new Set<string>();
  #turn = 0;

  constructor(drawing: OpenedDrawing, request: ParseRequest, table: LayerTable) {
    this.#drawing = drawing;
    this.#request = request;
    this.#sink = request.sink;
    this.#builder = new RecordBuilder(drawing, request.options.layers ?? [], table);
  }

  async run(): Promise<void> {
    const { chunk, signal } = this.#request;
    const { path, index, decoder } = this.#drawing;
    using reader = new TagReader({
      path,
      start: chunk.start,
      end: chunk.end,
      line: Number(chunk.context['line']),
      encoding: index.encoding,
      decode: decoder.decode,
    });
    const entities = new EntityReader(reader);
    const skip = (head: EntityHead): boolean => head.paperSpace || this.#isLeftOut(head);
    this.#turn = performance.now() + TURN_MILLISECONDS;
    let taken = 0;
    for (let item = entities.next(skip); item !== null; item = entities.next(skip)) {
      const written = this.#take(item);
      if (written !== undefined) await written;
      if (++taken % ENTITIES_PER_LOOK === 0 && performance.now() >= this.#turn) await this.#pause();
    }
    signal.throwIfAborted();
  }

  async #pause(): Promise<void> {
    await nextTurn();
    this.#request.signal.throwIfAborted();
    this.#turn = performance.now() + TURN_MILLISECONDS;
  }

  #isLeftOut(head: EntityHead): boolean {
    const { visibility } = this.#drawing;
    return visibility.isLeftOut(visibility.hiddenBy(head));
  }

  #take(item: DxfItem): Promise<void> | undefined {
    const { head, shape, insert, fault } = item;
    if (head.paperSpace) return undefined;
    if (head.offset === this.#drawing.index.cutEntity) {
      return this.#reject(item, { code: 'malformed_record', reason: 'The file ends within this entity' });
    }
    if (fault !== undefined) return this.#reject(item, fault);
    if (this.#isLeftOut(head)) return this.#ignore(head);
    if (insert !== undefined) return this.#takeInsert(item, insert);
    if (shape === undefined) return undefined;
    const dress = ownDress(head, this.#drawing.visibility.hiddenBy(head));
    return this.#give(item, this.#builder.entity(head, shape, dress), shape.notes ?? []);
  }

  #ignore(head: EntityHead): undefined {
    const isNamed = this.#ignored.has(head.type) || this.#ignored.size < MOST_TYPES;
    if (isNamed) this.#ignored.add(head.type);
    this.#sink.ignore(isNamed ? head.type : 'other types');
  }

  #takeInsert(item: DxfItem, insert: Insert): Promise<void> | undefined {
    const { head } = item;
    const { store, summaries, visibility } = this.#drawing;
    const block = store.find(insert.block);
    const summary = block === null ? null : summaries.of(block);
    const layers = new Set(summary?.layers.map((layer) => (layer === '0' ? head.layer : layer)));
    const copies = insert.columns * insert.rows;
    const drawn = (summary?.drawn ?? 0) * copies;
    if (drawn === 0 && (summary?.hidden ?? 0) > 0) return this.#ignore(head);
    if (layers.size > 1) {
      const read = drawn + ((summary?.hidden ?? 0) + (summary?.undrawn ?? 0)) * copies;
      if (read <= MOST_DRAWN) return this.#expand(item);
      const reason = `${named(head)} draws ${read} entities on several layers; no more than ${MOST_DRAWN} are taken apart`;
      return this.#reject(item, { code: 'out_of_range', reason });
    }
    const box = new Box();
    const isExact = summaries.addInsert(box, insert, IDENTITY);
    const notes: ShapeNote[] = [];
    for (const { code, detail } of summary?.notes ?? []) {
      notes.push({ code, detail: `${named(head)}: ${detail}` });
    }
    if (block === null) {
      notes.push({
        code: 'dangling_reference',
        detail: `${named(head)}: block ${insert.block} is not in the file`,
      });
    }
    if (!isExact)
      notes.push({
        code: 'geometry_approximate',
        detail: `${named(head)}: too many turned blocks within blocks`,
      });
    const [layer = head.layer] = layers;
    const unseen = summary?.unseen ?? 0;
    const contents = unseen === 0 ? null : (visibility.hiddenBy({ layer, invisible: false }) ?? 'invisible');
    const hiddenBy = visibility.hiddenBy(head) ?? (unseen * copies === drawn ? contents : null);
    const extra = {
      ...(unseen > 0 && hiddenBy === null ? { hiddenEntities: unseen * copies } : {}),
      ...(copies > 1 ? { columns: insert.columns, rows: insert.rows } : {}),
      ...(Object.keys(insert.attributes).length > 0 ? { attributes: insert.attributes } : {}),
    };
    return this.#give(
      item,
      this.#builder.insert(head, insert.block, box, { ...ownDress(head, hiddenBy), layer }, extra),
      notes,
    );
  }

  async #expand(item: DxfItem): Promise<void> {
    const properties = { insert: item.insert?.block, ...this.#attributes(item.insert) };
    for (const { item: inner, isIgnored, ...drawn } of expandInsert(item, this.#drawing)) {
      if (performance.now() >= this.#turn) await this.#pause();
      if (isIgnored) this.#ignore(inner.head);
      else if (inner.fault !== undefined) this.#reject(inner, inner.fault, drawn.externalId);
      else if (inner.shape !== undefined) {
        const dress: Dress = drawn;
        const built = this.#builder.entity(inner.head, inner.shape, dress);
        if ('record' in built) Object.assign(built.record.properties, properties);
        const written = this.#give(inner, built, inner.shape.notes ?? [], drawn.externalId);
        if (written !== undefined) await written;
      }
    }
  }

  #attributes(insert: Insert | undefined): Record<string, unknown> {
    const attributes = insert?.attributes ?? {};
    return Object.keys(attributes).length > 0 ? { attributes } : {};
  }

  #give(
    item: DxfItem,
    built: Built,
    notes: readonly ShapeNote[],
    path: string | null = null,
  ): Promise<void> | undefined {
    if (!('record' in built)) return this.#reject(item, built, path);
    for (const { code, detail } of notes) this.#sink.warn(code, detail);
    if (built.isEnclosed)
      this.#sink.warn('geometry_approximate', `${named(item.head)}: too many turned blocks within blocks`);
    if (built.record.externalId === null) this.#sink.warn('missing_external_id', 'Entities without a handle');
    if (this.#drawing.decoder.replaced) {
      this.#drawing.decoder.replaced = false;
      this.#sink.warn('character_replaced', named(item.head));
    }
    return this.#sink.segment(built.record);
  }

  #reject({ head, end }: DxfItem, { code, reason }: ItemFault, path: string | null = null): undefined {
    const position = { ...positionOf(head), ...(path === null ? {} : { path }) };
    this.#sink.reject({
      position,
      raw: this.#raw(head.offset, end),
      code,
      reason: `${named(head)}: ${reason}`,
    });
  }

  #raw(start: number, end: number): Uint8Array {
    const bytes = Buffer.alloc(Math.max(0, Math.min(end - start, RAW_BYTES)));
    const fd = openSync(this.#drawing.path, 'r');
    try {
      return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, start));
    } finally {
      closeSync(fd);
    }
  }
}
