import { type DiffItem, type DrawingDiff } from '@sizewise/shared';

import { decodeCursor, encodeCursor, UUID_PATTERN } from '../cursor.ts';

/** A stretch of a diff, in the order of its keys: what the cache holds, so that a page is mostly a slice. */
export interface DiffBlock {
  readonly counts: DrawingDiff['counts'];
  readonly items: readonly DiffItem[];
  /** There are changes behind the last item. */
  readonly more: boolean;
}

/** Where a page begins: behind `after`, in the block that begins behind `block`; null is the very beginning. */
export interface DiffPlace {
  readonly block: string | null;
  readonly after: string | null;
}

const PATTERNS = [new RegExp(`^$|${UUID_PATTERN.source}`, 'i'), UUID_PATTERN];

/** @throws InvalidCursorError */
export function placeOf(cursor: string | undefined): DiffPlace {
  if (cursor === undefined) return { block: null, after: null };
  const [block, after] = decodeCursor(cursor, PATTERNS);
  return { block: block || null, after: after ?? null };
}

/** The page of a block that begins at `place`; it may be shorter than `limit` where the block ends. */
export function pageOfBlock(
  block: DiffBlock,
  place: DiffPlace,
  limit: number,
): Pick<DrawingDiff, 'counts' | 'items' | 'nextCursor'> {
  const { after } = place;
  const found = after === null ? 0 : block.items.findIndex((item) => keyOf(item) > after);
  const from = found < 0 ? block.items.length : found;
  const items = block.items.slice(from, from + limit);
  const last = items.at(-1);
  const isEnd = from + limit >= block.items.length;
  const next =
    last && (!isEnd || block.more) ? [isEnd ? keyOf(last) : (place.block ?? ''), keyOf(last)] : null;
  return { counts: block.counts, items, nextCursor: next && encodeCursor(next) };
}

/** The id that orders a change: that of the segment as it is, or as it was where it is no more. */
function keyOf(item: DiffItem): string {
  return item.after?.segmentId ?? item.before?.segmentId ?? '';
}
