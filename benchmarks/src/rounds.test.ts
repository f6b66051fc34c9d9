import { expect, it } from 'vitest';

import { atLeast, atMost } from './result-line.ts';
import { alternate, compare } from './rounds.ts';

const facts = { name: 'x', measure: 'rows', rival: 'other', unit: 'rows/s' };

it('warms up, then changes who goes first every round', async () => {
  const order: string[] = [];
  const side = (name: string) => ({
    prepare: async () => void order.push(`prepare ${name}`),
    run: async () => order.push(name),
  });
  const signal = new AbortController().signal;
  const measured = await alternate(3, side('a'), side('b'), { warmUp: true, signal });
  expect(order.filter((step) => !step.startsWith('prepare')).join('')).toBe('ababbaab');
  expect(order.filter((_, i) => i % 2 === 0).every((step) => step.startsWith('prepare'))).toBe(true);
  expect(measured.ours).toHaveLength(3);
  expect(measured.theirs).toHaveLength(3);
});

it('stops between two runs when it is aborted', async () => {
  const stop = new AbortController();
  const never = { run: async () => expect.unreachable() };
  const first = { run: async () => stop.abort(new Error('enough')) };
  await expect(alternate(5, first, never, { warmUp: false, signal: stop.signal })).rejects.toThrow('enough');
});

it('forms the ratio round by round and holds its median against the target', () => {
  const line = compare({ ...facts, target: atLeast(1.2) }, [120, 300, 100], [100, 200, 100]);
  expect(line.ratio).toEqual({ median: 1.2, min: 1, max: 1.5 });
  expect(line.met).toBe(true);
  expect(compare({ ...facts, target: atMost(1) }, [3, 3], [2, 2]).met).toBe(false);
  expect(compare({ ...facts, target: null }, [3], [2]).met).toBeNull();
});
