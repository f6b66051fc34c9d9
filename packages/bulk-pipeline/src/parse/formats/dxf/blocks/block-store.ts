import { type DxfItem, EntityReader } from '../entities/entity-reader.ts';
import { type BlockTable } from '../index/block-table.ts';
import { type BlockEntry } from '../index/drawing-index.ts';
import { TagReader, type TagRange } from '../tags/tag-reader.ts';

/** Blocks up to this many bytes are kept as read; larger ones are read again each time. */
const LARGEST_KEPT = 512 * 1024;
/** Bytes of the file that kept blocks may come from; parsed they are some five times as large. */
const KEPT_BYTES = 2 * 1024 * 1024;
/** What an empty block counts. */
const ENTRY_BYTES = 256;

const MOST_ASKED = 10_000;

/** Reads the entities of block definitions when they are asked for, and keeps the small ones used last. */
export class BlockStore implements Disposable {
  readonly #source: Pick<TagRange, 'path' | 'encoding' | 'decode'>;
  readonly #blocks: BlockTable;
  /** By where the block begins. */
  readonly #kept = new Map<number, { readonly bytes: number; readonly items: readonly DxfItem[] }>();
  /** Blocks that were asked for. Only a second time says that keeping pays: those of dimensions are drawn once. */
  readonly #asked = new Set<number>();
  #keptBytes = 0;
  /** Reads the small blocks, one whole after the other. */
  #reader: TagReader | null = null;

  constructor(source: Pick<TagRange, 'path' | 'encoding' | 'decode'>, blocks: BlockTable) {
    this.#source = source;
    this.#blocks = blocks;
  }

  /** The definition of a name, whatever its case. */
  find(name: string): BlockEntry | null {
    return this.#blocks.find(name);
  }

  /** The entities of a block, in the order of the file. */
  items(block: BlockEntry): Iterable<DxfItem> {
    const key = block.start;
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept.items;
    }
    const bytes = block.end - block.start;
    if (bytes > LARGEST_KEPT) return this.#read(block);
    const items = this.#readWhole(block);
    if (!this.#wasAsked(key)) return items;
    this.#kept.set(key, { bytes, items });
    this.#keptBytes += bytes + ENTRY_BYTES;
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (this.#keptBytes <= KEPT_BYTES || oldest === key) break;
      this.#kept.delete(oldest);
      this.#keptBytes -= freed + ENTRY_BYTES;
    }
    return items;
  }

  /** Closes the files; they are opened again when a block is asked for. */
  [Symbol.dispose](): void {
    this.#reader?.[Symbol.dispose]();
    this.#reader = null;
    this.#blocks[Symbol.dispose]();
  }

  #wasAsked(key: number): boolean {
    if (this.#asked.has(key)) return true;
    if (this.#asked.size >= MOST_ASKED) this.#asked.clear();
    this.#asked.add(key);
    return false;
  }

  #readWhole(block: BlockEntry): readonly DxfItem[] {
    this.#reader ??= new TagReader({ ...this.#source, start: 0, end: LARGEST_KEPT, line: 0 });
    this.#reader.moveTo(block);
    const entities = new EntityReader(this.#reader);
    const items: DxfItem[] = [];
    for (let item = entities.next(); item !== null; item = entities.next()) {
      if (isDrawnByBlock(item)) items.push(item);
    }
    return items;
  }

  *#read({ start, end, line }: BlockEntry): Generator<DxfItem> {
    using reader = new TagReader({ ...this.#source, start, end, line });
    const entities = new EntityReader(reader);
    for (let item = entities.next(); item !== null; item = entities.next()) {
      if (isDrawnByBlock(item)) yield item;
    }
  }
}

function isDrawnByBlock({ head }: DxfItem): boolean {
  return head.type !== 'ATTDEF' && !head.paperSpace;
}
