import { AppError, decodeTile } from '@sizewise/shared';

import { KindTable } from './plan-kinds.ts';
import { prepareTile } from './plan-tile.ts';
import { type PackAnswer, type PackedTile, type PackRequest } from './tile-messages.ts';

/** An answer, and the memory that goes along instead of being copied. */
export interface Answered {
  readonly answer: PackAnswer;
  readonly transfer: ArrayBuffer[];
}

/** Answers requests, one after the other, and remembers which kinds the page knows. */
export function answerRequests(): (request: PackRequest) => Answered {
  const table = new KindTable();
  let drawings: ReadonlyMap<string, string> = new Map();
  const drawingOf = (id: string | null): string | null => (id === null ? null : (drawings.get(id) ?? null));
  let known = 0;
  return (request) => {
    if (request.drawings) drawings = new Map(request.drawings);
    try {
      const { kinds, ...packed } = prepareTile(decodeTile(request.bytes), table, drawingOf);
      const newKinds = kinds.slice(known);
      known = kinds.length;
      return { answer: { packed, newKinds }, transfer: memoryOf(packed) };
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'unexpected';
      const message = error instanceof Error ? error.message : String(error);
      return { answer: { failure: { code, message } }, transfer: [] };
    }
  };
}

function memoryOf({ tile, segmentKinds, batch, boxes, firstPaths }: PackedTile): ArrayBuffer[] {
  const columns = [
    tile.positions,
    segmentKinds,
    batch.lines,
    batch.boxes,
    batch.fills,
    boxes,
    firstPaths,
  ] as const;
  // None of it is shared memory: it came with a message, or was made here.
  return [...new Set(columns.map(({ buffer }) => buffer as ArrayBuffer))];
}
