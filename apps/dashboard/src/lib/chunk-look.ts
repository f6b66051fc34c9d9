import { type ChunkCell, type ChunkState } from '@sizewise/shared';

/** How a cell of a chunk map looks: as the state that matters most of its chunks. */
export type ChunkLook = ChunkState | 'part';

/** Failed before leased before partly done; `part` has chunks that are done and others that wait. */
export function chunkLook({ states }: Pick<ChunkCell, 'states'>): ChunkLook {
  if (states.failed > 0) return 'failed';
  if (states.leased > 0) return 'leased';
  if (states.pending === 0) return 'done';
  return states.done > 0 ? 'part' : 'pending';
}

/** A cell in words: chunk 12, done, 5,000 rows, 3 rejected. */
export function chunkText(cell: ChunkCell, count: (value: number) => string): string {
  const { first, last, states, leasedBy, attempts, rows, rejects, line, error } = cell;
  const named = (['done', 'leased', 'pending', 'failed'] as const).filter((state) => states[state] > 0);
  const parts = [
    first === last ? `Chunk ${count(first + 1)}` : `Chunks ${count(first + 1)} to ${count(last + 1)}`,
    line === null ? null : `from line ${count(line)}`,
    first === last ? named.join() : named.map((state) => `${count(states[state])} ${state}`).join(', '),
    leasedBy.length === 0 ? null : `by ${leasedBy.join(', ')}`,
    attempts > 1 ? `${count(attempts)} attempts` : null,
    rows > 0 ? `${count(rows)} rows` : null,
    rejects > 0 ? `${count(rejects)} rejected` : null,
    error === null ? null : error.detail,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
