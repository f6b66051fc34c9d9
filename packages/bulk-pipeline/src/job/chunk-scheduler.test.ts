import { silentLogger } from '@sizewise/shared';
import { describe, expect, it, vi } from 'vitest';

import { type ClaimedChunk } from './chunk-ledger.ts';
import { ChunkScheduler } from './chunk-scheduler.ts';

/** Chunks without end, and what is at work of them. */
function scheduled(slots: number) {
  const begun: number[] = [];
  const finish = new Map<number, () => void>();
  let next = 0;
  const claimed = (): ClaimedChunk => ({
    projectId: 'p',
    importId: 'i',
    chunk: next++,
    range: { start: 0, end: 1, context: {} },
    leaseToken: '1',
    attempts: 1,
  });
  const ledger = {
    claim: async () => claimed(),
    reclaim: async () => 0,
    heartbeat: async () => undefined,
    giveBack: async () => undefined,
  };
  const run = ({ chunk }: ClaimedChunk): Promise<void> => {
    begun.push(chunk);
    return new Promise((resolve) => finish.set(chunk, resolve));
  };
  const onFailed = async (): Promise<void> => undefined;
  const scheduler = new ChunkScheduler(ledger, run, { slots: () => slots, onFailed, logger: silentLogger });
  const end = async (): Promise<void> => {
    const closed = scheduler.close();
    for (const done of finish.values()) done();
    await closed;
  };
  return { scheduler, begun, finish, end };
}

describe('ChunkScheduler', () => {
  it('leaves a slot to other work of imports as long as that holds it, and fills it again', async () => {
    const { scheduler, begun, finish, end } = scheduled(2);
    scheduler.wake();
    await vi.waitFor(() => expect(begun).toEqual([0, 1]));
    const held = scheduler.holdSlot();
    finish.get(0)?.();
    await vi.waitFor(() => expect(scheduler.active).toBe(1));
    scheduler.wake();
    finish.get(1)?.();
    await vi.waitFor(() => expect(begun).toEqual([0, 1, 2]));
    held[Symbol.dispose]();
    await vi.waitFor(() => expect(begun).toEqual([0, 1, 2, 3]));
    await end();
  });
});
