import { type ChunkCell } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { chunkLook, chunkText } from './chunk-look.ts';

const NONE = { pending: 0, leased: 0, done: 0, failed: 0 };
const CELL: ChunkCell = {
  first: 3,
  last: 3,
  states: { ...NONE, leased: 1 },
  attempts: 2,
  rows: 0,
  rejects: 0,
  leasedBy: ['tower'],
  line: 12_001,
  error: { code: 'timeout', detail: 'The connection was lost' },
};

it.each([
  [{ ...NONE, done: 2 }, 'done'],
  [{ ...NONE, done: 1, pending: 1 }, 'part'],
  [{ ...NONE, pending: 2 }, 'pending'],
  [{ ...NONE, done: 1, leased: 1 }, 'leased'],
  [{ ...NONE, leased: 1, failed: 1 }, 'failed'],
] as const)('shows %j as %s', (states, look) => expect(chunkLook({ states })).toBe(look));

it('says who works on a chunk, from which line, how often it was tried and why again', () => {
  expect(chunkText(CELL, String)).toBe(
    'Chunk 4 · from line 12001 · leased · by tower · 2 attempts · The connection was lost',
  );
});

it('sums up neighbours', () => {
  const cell = {
    ...CELL,
    last: 5,
    states: { ...NONE, done: 2, failed: 1 },
    leasedBy: [],
    error: null,
    rejects: 7,
  };
  expect(chunkText(cell, String)).toBe(
    'Chunks 4 to 6 · from line 12001 · 2 done, 1 failed · 2 attempts · 7 rejected',
  );
});
