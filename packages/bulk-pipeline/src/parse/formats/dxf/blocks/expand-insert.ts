import { type DxfItem } from '../entities/entity-reader.ts';
import { type EntityHead } from '../entities/entity-head.ts';
import { copyOffset } from '../entities/insert.ts';
import { IDENTITY, type Matrix, multiply, translation } from '../geometry/matrix.ts';
import { type BlockStore } from './block-store.ts';
import { type BlockSummaries, fromBase } from './block-summary.ts';

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
  readonly isHidden: boolean;
}

interface Place {
  readonly layer: string;
  readonly color: number;
  readonly trueColor: number | null;
  readonly matrix: Matrix;
  readonly path: string | null;
  readonly copies: string;
  readonly depth: number;
}

const BY_BLOCK = 0;
const BY_LAYER = 256;
const DEEPEST = 100;

/** Draws an INSERT: every entity of its block, and of the blocks within, one after the other. */
export function* expandInsert(
  item: DxfItem,
  store: BlockStore,
  summaries: BlockSummaries,
): Generator<DrawnEntity> {
  const { layer, color, trueColor, handle } = item.head;
  yield* expand(
    item,
    { layer, color, trueColor, matrix: IDENTITY, path: handle, copies: '', depth: 0 },
    store,
    summaries,
  );
}

function* expand(
  item: DxfItem,
  place: Place,
  store: BlockStore,
  summaries: BlockSummaries,
): Generator<DrawnEntity> {
  const { insert } = item;
  const block = insert === undefined ? null : store.find(insert.block);
  if (insert === undefined || block === null || place.depth > DEEPEST) return;
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
        const drawn = inherit(head, place);
        const isHidden = head.invisible || summaries.isHiddenInBlock(head.layer);
        if (inner.insert === undefined || isHidden) {
          yield { item: inner, ...drawn, matrix, externalId: path === null ? null : path + copies, isHidden };
        } else {
          yield* expand(inner, { ...drawn, matrix, path, copies, depth: place.depth + 1 }, store, summaries);
        }
      }
    }
  }
}

function inherit(head: EntityHead, place: Place): Pick<Place, 'layer' | 'color' | 'trueColor'> {
  const takesColor = head.color === BY_BLOCK || (head.layer === '0' && head.color === BY_LAYER);
  return {
    layer: head.layer === '0' ? place.layer : head.layer,
    color: takesColor ? place.color : head.color,
    trueColor: takesColor ? place.trueColor : head.trueColor,
  };
}
