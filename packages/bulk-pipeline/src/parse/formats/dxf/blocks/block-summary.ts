import { type DxfShape, type ShapeNote } from '../entities/dxf-shape.ts';
import { copyOffset, type Insert } from '../entities/insert.ts';
import { Box } from '../geometry/box.ts';
import { IDENTITY, keepsBoxes, type Matrix, multiply, translation } from '../geometry/matrix.ts';
import { addPart } from '../geometry/part-bounds.ts';
import { type DxfItem } from '../entities/entity-reader.ts';
import { type BlockEntry } from '../index/drawing-index.ts';
import { type Visibility } from '../visibility.ts';
import { type BlockStore } from './block-store.ts';

/** What a block draws, seen as a whole; layer '0' stands for the layer of whatever inserts it. */
export interface BlockSummary {
  /** Layers of the entities that are taken, no more than are needed to tell one from several. */
  readonly layers: ReadonlySet<string>;
  /** Entities that are taken, those of blocks within included; it may be far beyond what can be drawn. */
  readonly drawn: number;
  /** Those of them that the drawing does not show. */
  readonly unseen: number;
  /** Entities that are left out because the drawing does not show them. */
  readonly hidden: number;
  /** Inserts of blocks that are missing, empty or loops. */
  readonly undrawn: number;
  /** Bounds in the coordinates of the block; enclosed only where they are not exact. */
  readonly box: Box;
  readonly isExact: boolean;
  readonly notes: readonly ShapeNote[];
}

/** With '0' and two others there are two layers at least, whatever '0' stands for. */
const TELLING_LAYERS = 3;
const MOST_NOTES = 20;
/** Blocks within blocks; AutoCAD itself sets no limit, but no drawing comes near. */
export const DEEPEST_BLOCKS = 100;
/** Summaries that are kept from one INSERT to the next, half a kilobyte each. */
const MOST_KEPT = 2000;
/** Blocks within one block, at any depth. */
const MOST_WITHIN = 100_000;
/** Entities looked at for the bounds of one block before the boxes of the blocks within it are taken instead. */
const BOUNDS_BUDGET = 50_000;

const EMPTY: BlockSummary = {
  layers: new Set(),
  drawn: 0,
  unseen: 0,
  hidden: 0,
  undrawn: 0,
  box: new Box(),
  isExact: true,
  notes: [],
};

/** What `addBlock` may still look at. */
interface Budget {
  left: number;
}

/** Summaries of blocks, each made once. */
export class BlockSummaries {
  readonly #store: BlockStore;
  readonly #visibility: Visibility;
  readonly #made = new Map<string, BlockSummary>();
  readonly #open = new Set<string>();

  constructor(store: BlockStore, visibility: Visibility) {
    this.#store = store;
    this.#visibility = visibility;
  }

  /** The summary of a block; an empty one, with a note, where it contains itself. */
  of(block: BlockEntry): BlockSummary {
    const key = block.name.toLowerCase();
    const made = this.#made.get(key);
    if (made !== undefined) return made;
    const why = this.#open.has(key)
      ? 'contains itself'
      : this.#open.size >= DEEPEST_BLOCKS
        ? `lies more than ${DEEPEST_BLOCKS} blocks deep`
        : this.#open.size > 0 && this.#made.size >= MOST_WITHIN
          ? `lies within one that holds more than ${MOST_WITHIN} others`
          : null;
    if (why !== null) {
      return { ...EMPTY, notes: [{ code: 'geometry_broken', detail: `Block ${block.name} ${why}` }] };
    }
    // Never while one is made: what it is made of would be made again and again.
    if (this.#open.size === 0 && this.#made.size >= MOST_KEPT) this.#made.clear();
    this.#open.add(key);
    try {
      const summary = this.#make(block);
      this.#made.set(key, summary);
      return summary;
    } finally {
      this.#open.delete(key);
    }
  }

  /** Adds the bounds of what an entity draws: those of its block where it has one, else of its own parts. */
  addShape(box: Box, shape: DxfShape, matrix: Matrix): boolean {
    const budget: Budget = { left: BOUNDS_BUDGET };
    this.#addShape(box, shape, matrix, budget);
    return budget.left > 0;
  }

  /**
   * Adds the bounds of every copy that an INSERT draws, under a map of the coordinates it stands in.
   * @returns false where they are only enclosed: turned blocks within blocks hold too much to look at.
   */
  addInsert(box: Box, insert: Insert, matrix: Matrix): boolean {
    const budget: Budget = { left: BOUNDS_BUDGET };
    this.#addCopies(box, insert, matrix, budget);
    return budget.left > 0;
  }

  #make(block: BlockEntry): BlockSummary {
    const layers = new Set<string>();
    const notes: ShapeNote[] = [];
    let drawn = 0;
    let unseen = 0;
    let hidden = 0;
    let undrawn = 0;
    const note = (added: readonly ShapeNote[]): void => {
      for (const one of added) if (notes.length < MOST_NOTES) notes.push(one);
    };
    const addLayer = (layer: string): void => {
      if (layers.size < TELLING_LAYERS) layers.add(layer);
    };
    for (const item of this.#store.items(block)) {
      const { head, insert, shape, fault } = item;
      const hiddenBy = this.#visibility.hiddenInBlock(head);
      if (this.#visibility.isLeftOut(hiddenBy)) {
        hidden += 1;
        continue;
      }
      if (insert === undefined) {
        drawn += 1;
        if (hiddenBy !== null) unseen += 1;
        addLayer(head.layer);
        if (fault !== undefined) {
          note([
            {
              code: 'geometry_broken',
              detail: `${head.type} ${head.handle ?? ''} in block ${block.name}: ${fault.reason}`,
            },
          ]);
        }
        note(shape?.notes ?? []);
        continue;
      }
      const inner = this.#store.find(insert.block);
      const copies = insert.columns * insert.rows;
      if (inner === null) {
        undrawn += 1;
        note([
          {
            code: 'dangling_reference',
            detail: `INSERT ${head.handle ?? ''} of block ${insert.block}, which is not in the file`,
          },
        ]);
        continue;
      }
      const summary = this.of(inner);
      drawn += summary.drawn * copies;
      unseen += (hiddenBy === null ? summary.unseen : summary.drawn) * copies;
      hidden += summary.hidden * copies;
      undrawn += summary.undrawn * copies;
      if (summary.drawn + summary.hidden + summary.undrawn === 0) undrawn += 1;
      for (const layer of summary.layers) addLayer(layer === '0' ? head.layer : layer);
      note(summary.notes);
    }
    const box = new Box();
    const budget: Budget = { left: BOUNDS_BUDGET };
    for (const item of this.#store.items(block)) this.#addItem(box, item, IDENTITY, budget);
    if (budget.left <= 0) {
      note([
        {
          code: 'geometry_approximate',
          detail: `Block ${block.name} holds too much to be measured one by one`,
        },
      ]);
    }
    return { layers, drawn, unseen, hidden, undrawn, box, isExact: budget.left > 0, notes };
  }

  #add(box: Box, block: BlockEntry, matrix: Matrix, budget: Budget): void {
    const { box: whole, isExact } = this.of(block);
    if (whole.empty) return;
    if (!isExact) budget.left = 0;
    if (keepsBoxes(matrix) || budget.left <= 0) return box.addMapped(whole, matrix);
    for (const item of this.#store.items(block)) this.#addItem(box, item, matrix, budget);
  }

  #addItem(box: Box, item: DxfItem, matrix: Matrix, budget: Budget): void {
    const { head, shape, insert } = item;
    if (this.#visibility.isLeftOut(this.#visibility.hiddenInBlock(head))) return;
    budget.left -= 1;
    if (shape !== undefined) this.#addShape(box, shape, matrix, budget);
    if (insert !== undefined) this.#addCopies(box, insert, matrix, budget);
  }

  #addShape(box: Box, shape: DxfShape, matrix: Matrix, budget: Budget): void {
    const block = typeof shape.block === 'string' ? this.#store.find(shape.block) : null;
    if (block !== null && !this.#open.has(block.name.toLowerCase())) {
      const drawn = new Box();
      this.#add(
        drawn,
        block,
        multiply(matrix, multiply(shape.blockMatrix ?? IDENTITY, fromBase(block))),
        budget,
      );
      box.addBox(drawn);
      if (!drawn.empty) return;
    }
    for (const part of shape.parts) addPart(box, part, matrix);
  }

  #addCopies(box: Box, insert: Insert, matrix: Matrix, budget: Budget): void {
    const block = this.#store.find(insert.block);
    if (block === null || this.#open.has(block.name.toLowerCase())) return;
    const one = new Box();
    this.#add(one, block, multiply(matrix, multiply(insert.matrix, fromBase(block))), budget);
    for (const [row, column] of [
      [0, 0],
      [0, insert.columns - 1],
      [insert.rows - 1, 0],
      [insert.rows - 1, insert.columns - 1],
    ] as const) {
      const [x, y, z] = copyOffset(insert, row, column);
      const moved = multiply(matrix, [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z]);
      box.addMapped(one, translation([moved[3] - matrix[3], moved[7] - matrix[7], moved[11] - matrix[11]]));
    }
  }
}

/** From the coordinates of a block to those from its base point on. */
export function fromBase({ base }: BlockEntry): Matrix {
  return base[0] === 0 && base[1] === 0 && base[2] === 0
    ? IDENTITY
    : translation([-base[0], -base[1], -base[2]]);
}
