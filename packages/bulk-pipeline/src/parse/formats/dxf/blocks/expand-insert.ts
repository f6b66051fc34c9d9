import { type DxfItem, type ItemFault } from '../entities/entity-reader.ts';
import { type EntityHead } from '../entities/entity-head.ts';
import { copyOffset } from '../entities/insert.ts';
import { IDENTITY, type Matrix, multiply, translation } from '../geometry/matrix.ts';
import { type BlockEntry, type HiddenBy } from '../index/drawing-index.ts';
import { type Visibility } from '../visibility.ts';
import { type BlockStore } from './block-store.ts';
import { type BlockSummaries, DEEPEST_BLOCKS, fromBase } from './block-summary.ts';

/** One entity of a block, where it is drawn. */
export interface DrawnEntity {
  readonly item: DxfItem;
  /** Layer and colour after inheritance: '0' and BYBLOCK come from the insert. */
  readonly layer: string;
  readonly color: number;
  readonly trueColor: number | null;
  readonly matrix: Matrix;
  /** insertHandle/entityHandle#row,col; null where a handle on the way is missing. */
  readonly externalId: string | null;
  /** Why the drawing does not show it. */
  readonly hiddenBy: HiddenBy | null;
  /** It is left out: not shown, or an INSERT of nothing. */
  readonly isIgnored: boolean;
}

interface Place {
  readonly layer: string;
  readonly color: number;
  readonly trueColor: number | null;
  readonly matrix: Matrix;
  readonly hiddenBy: HiddenBy | null;
  readonly path: string | null;
  readonly copies: string;
  readonly within: readonly BlockEntry[];
}

/** The blocks of a drawing and what of them is shown. */
export interface BlocksOfDrawing {
  readonly store: BlockStore;
  readonly summaries: BlockSummaries;
  readonly visibility: Visibility;
}

const BY_BLOCK = 0;
const BY_LAYER = 256;

/**
 * Draws an INSERT: every entity of its block, and of the blocks within, one after the other. A block within that
 * draws nothing comes as its INSERT: hidden where it is empty, else with what is wrong.
 */
export function* expandInsert(item: DxfItem, drawing: BlocksOfDrawing): Generator<DrawnEntity> {
  const { layer, color, trueColor, handle } = item.head;
  const hiddenBy = drawing.visibility.hiddenBy(item.head);
  const place = { layer, color, trueColor, hiddenBy, matrix: IDENTITY, path: handle, copies: '', within: [] };
  yield* expand(item, place, drawing);
}

function* expand(item: DxfItem, place: Place, drawing: BlocksOfDrawing): Generator<DrawnEntity> {
  const { store, summaries, visibility } = drawing;
  const { insert } = item;
  const block = insert === undefined ? null : store.find(insert.block);
  if (insert === undefined || block === null) return;
  const within = [...place.within, block];
  const toInsert = multiply(insert.matrix, fromBase(block));
  const isArray = insert.columns * insert.rows > 1;
  for (let row = 0; row < insert.rows; row += 1) {
    for (let column = 0; column < insert.columns; column += 1) {
      const offset = translation(copyOffset(insert, row, column));
      const matrix = multiply(place.matrix, isArray ? multiply(offset, toInsert) : toInsert);
      const copies = isArray ? `${place.copies}#${row},${column}` : place.copies;
      for (const inner of store.items(block)) {
        const { head } = inner;
        const path = place.path === null || head.handle === null ? null : `${place.path}/${head.handle}`;
        const hiddenBy = place.hiddenBy ?? visibility.hiddenInBlock(head);
        const dress = { ...inherit(head, place), hiddenBy };
        const isLeftOut = visibility.isLeftOut(hiddenBy);
        const fault = isLeftOut ? undefined : insertFault(inner, within, store);
        const isIgnored = isLeftOut || (fault === undefined && isEmpty(inner, store, summaries));
        if (inner.insert === undefined || isIgnored || fault !== undefined) {
          const externalId = path === null ? null : path + copies;
          yield {
            item: fault === undefined ? inner : { ...inner, fault },
            ...dress,
            matrix,
            externalId,
            isIgnored,
          };
        } else yield* expand(inner, { ...dress, matrix, path, copies, within }, drawing);
      }
    }
  }
}

function isEmpty({ insert }: DxfItem, store: BlockStore, summaries: BlockSummaries): boolean {
  const block = insert === undefined ? null : store.find(insert.block);
  if (block === null) return false;
  const { drawn, hidden, undrawn } = summaries.of(block);
  return drawn + hidden + undrawn === 0;
}

/** Why an INSERT within a block cannot be drawn. */
function insertFault(
  { insert, fault }: DxfItem,
  within: readonly BlockEntry[],
  store: BlockStore,
): ItemFault | undefined {
  if (insert === undefined) return fault;
  const block = store.find(insert.block);
  if (block === null) return { code: 'malformed_record', reason: `block ${insert.block} is not in the file` };
  if (within.some(({ start }) => start === block.start))
    return { code: 'placement_loop', reason: `block ${block.name} contains itself` };
  if (within.length < DEEPEST_BLOCKS) return undefined;
  return {
    code: 'placement_loop',
    reason: `block ${block.name} lies more than ${DEEPEST_BLOCKS} blocks deep`,
  };
}

function inherit(head: EntityHead, place: Place): Pick<Place, 'layer' | 'color' | 'trueColor'> {
  const takesColor = head.color === BY_BLOCK || (head.layer === '0' && head.color === BY_LAYER);
  return {
    layer: head.layer === '0' ? place.layer : head.layer,
    color: takesColor ? place.color : head.color,
    trueColor: takesColor ? place.trueColor : head.trueColor,
  };
}
