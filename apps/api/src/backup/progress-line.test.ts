import { PassThrough } from 'node:stream';

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { progressLine } from './progress-line.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('tells the first line at once, and of many that follow the last one', () => {
  const stream = new PassThrough();
  using say = progressLine(stream as unknown as NodeJS.WriteStream);
  for (const line of ['first', 'second', 'third']) say(line);
  expect(String(stream.read())).toBe('first\n');
  vi.advanceTimersByTime(1000);
  expect(String(stream.read())).toBe('third\n');
  say('fourth');
  expect(String(stream.read())).toBe('fourth\n');
});
