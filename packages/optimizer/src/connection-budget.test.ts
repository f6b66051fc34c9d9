import { describe, expect, it } from 'vitest';

import { createConnectionBudget, poolPressure, type PressureReading } from './connection-budget.ts';

const calm = (): PressureReading => ({ value: 0, source: null, isUsed: false });

describe('ConnectionBudget', () => {
  it('serves claims in order and lets no small one overtake a large one', async () => {
    const budget = createConnectionBudget(3, calm);
    const first = await budget.acquire(2);
    const order: string[] = [];
    const large = budget.acquire(3).then((permit) => (order.push('large'), permit));
    const small = budget.acquire(1).then((permit) => (order.push('small'), permit));
    await Promise.resolve();
    expect(order).toEqual([]);
    first.release();
    first.release();
    (await large).release();
    await small;
    expect(order).toEqual(['large', 'small']);
  });

  it('gives up with the signal, and serves those behind', async () => {
    const budget = createConnectionBudget(2, calm);
    await using _held = await budget.acquire(1);
    const abort = new AbortController();
    const large = budget.acquire(2, abort.signal);
    const small = budget.acquire(1);
    abort.abort();
    await expect(large).rejects.toMatchObject({ code: 'budget_exhausted' });
    (await small).release();
    await expect(budget.acquire(3)).rejects.toMatchObject({ code: 'budget_exhausted', retryable: false });
    await expect(budget.acquire(1, AbortSignal.abort())).rejects.toMatchObject({ code: 'budget_exhausted' });
  });

  it('presses harder the more requests wait', () => {
    expect(poolPressure([{ waiting: 0, max: 50 }])).toBe(0);
    expect(poolPressure([])).toBe(0);
    const pressed = [1, 10, 100, 10_000].map((waiting) => poolPressure([{ waiting, max: 50 }]));
    expect(pressed).toEqual([...pressed].sort((a, b) => a - b));
    expect(pressed[0]).toBeGreaterThan(0.5);
    expect(pressed[3]).toBeLessThan(1);
  });
});
