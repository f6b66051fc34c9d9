import { performance } from 'node:perf_hooks';

import { type ConnectionBudget } from '@sizewise/shared';
import { describe, expect, it } from 'vitest';

import { paceOfUpload, uploadRest } from './upload-pace.ts';

function budgetOf(isUsed?: () => boolean): ConnectionBudget {
  return {
    acquire: async () => ({ release: () => undefined, [Symbol.asyncDispose]: async () => undefined }),
    pressure: () => 0,
    ...(isUsed ? { isUsed } : {}),
  };
}

function work(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end;);
}

describe('the pace of uploads', () => {
  it('is as much rest as work', () => {
    expect([0, 1, 8].map(uploadRest)).toEqual([0, 1, 8]);
  });

  it('looks for requests only after work, and rests where there are some', async () => {
    const asked: boolean[] = [];
    const pace = paceOfUpload({
      budget: budgetOf(() => {
        asked.push(true);
        return true;
      }),
      throttle: 'auto',
    });
    const before = performance.eventLoopUtilization();
    work(30);
    await pace?.();
    expect(asked).toEqual([true]);
    // It gave its turn away.
    expect(performance.eventLoopUtilization(before).idle).toBeGreaterThan(0);
  });

  it('is free where nothing holds imports back, or nobody knows of requests', () => {
    expect(paceOfUpload({ budget: budgetOf(() => true), throttle: 'off' })).toBeUndefined();
    expect(paceOfUpload({ budget: budgetOf(), throttle: 'auto' })).toBeUndefined();
    expect(paceOfUpload({ throttle: 'auto' })).toBeUndefined();
  });
});
