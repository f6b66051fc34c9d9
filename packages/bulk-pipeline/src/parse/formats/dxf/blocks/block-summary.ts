import { type DxfShape } from '../entities/dxf-shape.ts';
import { type EntityHead } from '../entities/entity-head.ts';
import { type DxfItem } from '../entities/entity-reader.ts';
import { copyOffset, type Insert } from '../entities/insert.ts';
import { Box } from '../geometry/box.ts';
import {
  applyToPoint,
  IDENTITY,
  keepsBoxes,
  type Matrix,
  multiply,
  translation,
} from '../geometry/matrix.ts';
import { addPart } from '../geometry/part-bounds.ts';
import { type BlockEntry, type HiddenBy } from '../index/drawing-index.ts';
import { type Visibility } from '../visibility.ts';
import { type BlockStore } from './block-store.ts';
import { type BlockSummary, SummaryBuilder } from './summary-builder.ts';

/** Blocks within blocks; AutoCAD itself sets no limit, but no drawing comes near. */
export const DEEPEST_BLOCKS = 100;
/** Summaries that are kept from one INSERT to the next, half a kilobyte each. */
const MOST_KEPT = 2000;
/** Blocks within one block, at any depth. */
const MOST_WITHIN = 100_000;
/** Entities looked at for the bounds of one block before the boxes of the blocks within it are taken instead. */
const BOUNDS_BUDGET = 50_000;

/** What the bounds of one block may still look at. */
interface Budget {
  left: number;
}

/** Summaries of blocks, each made once. */
export class BlockSummaries {
  readonly #store: BlockStore;
  readonly #visibility: Visibility;
  /** Both by where the block begins. */
  readonly #made = new Map<number, BlockSummary>();
  readonly #open = new Set<number>();

  constructor(store: BlockStore, visibility: Visibility) {
    this.#store = store;
    this.#visibility = visibility;
  }

  /** The summary of a block; an empty one, with a note, where it contains itself. */
  of(block: BlockEntry): BlockSummary {
    const key = block.start;
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
      const empty = new SummaryBuilder();
      empty.note('geometry_broken', `Block ${block.name} ${why}`);
      return empty;
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
    const made = new SummaryBuilder();
    const budget: Budget = { left: BOUNDS_BUDGET };
    for (const item of this.#store.items(block)) {
      const { head, insert, shape, fault } = item;
      const hiddenBy = this.#visibility.hiddenInBlock(head);
      if (this.#visibility.isLeftOut(hiddenBy)) {
        made.hidden += 1;
        continue;
      }
      if (insert !== undefined) this.#addInner(made, head, insert, hiddenBy);
      else {
        made.drawn += 1;
        if (hiddenBy !== null) made.unseen += 1;
        made.addLayer(head.layer);
        if (fault !== undefined) {
          const detail = `${head.type} ${head.handle ?? ''} in block ${block.name}: ${fault.reason}`;
          made.note('geometry_broken', detail);
        }
        if (shape?.notes !== undefined) made.addNotes(shape.notes);
      }
      this.#addItem(made.box, item, IDENTITY, budget);
    }
    made.isExact = budget.left > 0;
    if (!made.isExact)
      made.note('geometry_approximate', `Block ${block.name} holds too much to be measured one by one`);
    return made;
  }

  /** Counts what an INSERT within a block draws. */
  #addInner(made: SummaryBuilder, head: EntityHead, insert: Insert, hiddenBy: HiddenBy | null): void {
    const inner = this.#store.find(insert.block);
    if (inner === null) {
      made.undrawn += 1;
      const detail = `INSERT ${head.handle ?? ''} of block ${insert.block}, which is not in the file`;
      made.note('dangling_reference', detail);
      return;
    }
    const copies = insert.columns * insert.rows;
    const summary = this.of(inner);
    made.drawn += summary.drawn * copies;
    made.unseen += (hiddenBy === null ? summary.unseen : summary.drawn) * copies;
    made.hidden += summary.hidden * copies;
    made.undrawn += summary.undrawn * copies;
    if (summary.drawn + summary.hidden + summary.undrawn === 0) made.undrawn += 1;
    for (const layer of summary.layers) made.addLayer(layer === '0' ? head.layer : layer);
    made.addNotes(summary.notes);
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
    if (block !== null && !this.#open.has(block.start)) {
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
    if (block === null || this.#open.has(block.start)) return;
    const toOuter = multiply(matrix, multiply(insert.matrix, fromBase(block)));
    if (insert.columns * insert.rows === 1) return this.#add(box, block, toOuter, budget);
    const one = new Box();
    this.#add(one, block, toOuter, budget);
    for (const row of [0, insert.rows - 1]) {
      for (const column of [0, insert.columns - 1]) {
        const at = applyToPoint(matrix, copyOffset(insert, row, column));
        box.addMoved(one, at[0] - matrix[3], at[1] - matrix[7], at[2] - matrix[11]);
      }
    }
  }
}

/** From the coordinates of a block to those from its base point on. */
export function fromBase({ base }: BlockEntry): Matrix {
  return base[0] === 0 && base[1] === 0 && base[2] === 0
    ? IDENTITY
    : translation([-base[0], -base[1], -base[2]]);
}
