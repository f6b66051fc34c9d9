import { AppError, silentLogger } from '@sizewise/shared';
import { describe, expect, it, vi } from 'vitest';

import { type ClaimedChunk } from './chunk-ledger.ts';
import { ChunkScheduler } from './chunk-scheduler.ts';
import { type Turn } from './turn.ts';

/** Chunks without end, and what is at work of them. */
function scheduled(slots: number, isAhead = false) {
  const ready: number[] = [];
  const begun: number[] = [];
  const released: number[] = [];
  const failed: number[] = [];
  const heartbeats: number[][] = [];
  const reclaimed: number[][] = [];
  const works = new Map<number, PromiseWithResolvers<void>>();
  const room = { slots, chunks: Infinity };
  let next = 0;
  const claimed = (): ClaimedChunk | null =>
    next === room.chunks
      ? null
      : {
          projectId: 'p',
          importId: 'i',
          chunk: next++,
          range: { start: 0, end: 1, context: {} },
          leaseToken: '1',
          attempts: 1,
        };
  const ledger = {
    claim: async () => claimed(),
    claimAhead: async () => (isAhead ? claimed() : null),
    reclaim: async (leased: readonly ClaimedChunk[]) => {
      reclaimed.push(leased.map(({ chunk }) => chunk));
      return 0;
    },
    heartbeat: async (leased: readonly ClaimedChunk[]) =>
      void heartbeats.push(leased.map(({ chunk }) => chunk)),
    giveBack: async () => undefined,
    release: async ({ chunk }: ClaimedChunk) => void released.push(chunk),
  };
  const run = async ({ chunk }: ClaimedChunk, turn: Turn): Promise<void> => {
    ready.push(chunk);
    await turn.wait(turn.signal);
    begun.push(chunk);
    const work = Promise.withResolvers<void>();
    works.set(chunk, work);
    await work.promise;
  };
  const onFailed = async ({ chunk }: ClaimedChunk): Promise<void> => void failed.push(chunk);
  const options = { slots: () => room.slots, onFailed, logger: silentLogger };
  const scheduler = new ChunkScheduler(ledger, run, options);
  const finish = (chunk: number): void => works.get(chunk)?.resolve();
  const stop = (chunk: number, error: AppError): void => works.get(chunk)?.reject(error);
  const end = async (): Promise<void> => {
    const closed = scheduler.close();
    for (const chunk of begun) finish(chunk);
    await closed;
  };
  return {
    scheduler,
    ledger,
    room,
    ready,
    begun,
    released,
    failed,
    heartbeats,
    reclaimed,
    finish,
    stop,
    end,
  };
}

describe('ChunkScheduler', () => {
  it('leaves a slot to other work of imports as long as that holds it, and fills it again', async () => {
    const { scheduler, begun, finish, end } = scheduled(2);
    scheduler.wake();
    await vi.waitFor(() => expect(begun).toEqual([0, 1]));
    const held = scheduler.holdSlot();
    finish(0);
    await vi.waitFor(() => expect(scheduler.active).toBe(1));
    scheduler.wake();
    finish(1);
    await vi.waitFor(() => expect(begun).toEqual([0, 1, 2]));
    held[Symbol.dispose]();
    await vi.waitFor(() => expect(begun).toEqual([0, 1, 2, 3]));
    await end();
  });

  it('releases a chunk that stops for a cancel, so that no other process waits for its lease', async () => {
    const { scheduler, begun, released, failed, stop, end } = scheduled(1);
    scheduler.wake();
    await vi.waitFor(() => expect(begun).toEqual([0]));
    stop(0, new AppError('import_cancelled', 'The import was cancelled'));
    await vi.waitFor(() => expect(begun).toEqual([0, 1]));
    expect([released, failed]).toEqual([[0], []]);
    await end();
  });
});

describe('the chunk claimed ahead', () => {
  /** Two chunks at work, the third one ready. */
  async function waiting() {
    const all = scheduled(2, true);
    all.scheduler.wake();
    await vi.waitFor(() => expect(all.ready).toEqual([0, 1, 2]));
    return all;
  }

  it('begins when one ends, before the ledger is asked for another', async () => {
    const { scheduler, ledger, begun, finish, end } = await waiting();
    expect([begun, scheduler.active]).toEqual([[0, 1], 2]);
    const silence = Promise.withResolvers<null>();
    ledger.claim = ledger.claimAhead = () => silence.promise;
    finish(1);
    await vi.waitFor(() => expect(begun).toEqual([0, 1, 2]));
    expect(scheduler.active).toBe(2);
    silence.resolve(null);
    await end();
  });

  it('is one, and is given back as never claimed when the scheduler closes', async () => {
    const { scheduler, ready, begun, released, failed, end } = await waiting();
    scheduler.wake();
    await scheduler.settled('other');
    expect(ready).toEqual([0, 1, 2]);
    await end();
    expect({ begun, released, failed }).toEqual({ begun: [0, 1], released: [2], failed: [] });
  });

  it('gives way to a plan, and the slot goes to what is claimed after it', async () => {
    const { scheduler, begun, released, finish, end } = await waiting();
    const held = scheduler.holdSlot();
    finish(0);
    await vi.waitFor(() => expect([released, scheduler.active]).toEqual([[2], 1]));
    held[Symbol.dispose]();
    await vi.waitFor(() => expect(begun).toEqual([0, 1, 3]));
    await end();
  });

  it('is given back when a slot is taken away', async () => {
    const { scheduler, room, ready, begun, released, finish, end } = await waiting();
    room.slots = 1;
    scheduler.wake();
    await vi.waitFor(() => expect(released).toEqual([2]));
    finish(0);
    await vi.waitFor(() => expect(ready).toEqual([0, 1, 2, 3]));
    expect([begun, scheduler.active]).toEqual([[0, 1], 1]);
    finish(1);
    await vi.waitFor(() => expect(begun).toEqual([0, 1, 3]));
    await end();
  });

  it('is given back and claimed anew after some seconds', async () => {
    const { scheduler, released, ready, end } = await waiting();
    const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 5000);
    scheduler.wake();
    await vi.waitFor(() => expect([released, ready]).toEqual([[2], [0, 1, 2, 3]]));
    now.mockRestore();
    await end();
  });

  it('is not left over by an import that is settled', async () => {
    const { scheduler, room, begun, released, finish, end } = await waiting();
    room.chunks = 3;
    const settled = scheduler.settled('i');
    finish(0);
    finish(1);
    await settled;
    expect([begun, released]).toEqual([[0, 1], [2]]);
    await end();
  });

  it('keeps its lease: it is not taken for one that nobody is at', async () => {
    const { scheduler, room, heartbeats, reclaimed, end } = await waiting();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      scheduler.start();
      vi.advanceTimersByTime(10_000);
    } finally {
      vi.useRealTimers();
    }
    expect(heartbeats).toEqual([[0, 1, 2]]);
    room.chunks = 3;
    room.slots = 4;
    scheduler.wake();
    await vi.waitFor(() => expect(reclaimed).toEqual([[0, 1, 2]]));
    await end();
  });
});
