import { expect, it } from 'vitest';

import { takeLines } from './ndjson.ts';

it.each([
  ['', 2, [], false],
  ['a\nb\n', 2, ['a', 'b'], false],
  ['a\nb', 2, ['a', 'b'], false],
  ['a\nb\nc\n', 2, ['a', 'b'], true],
])('takes from %j at most %d lines', async (text, limit, lines, more) => {
  expect(await takeLines(new Response(text), limit)).toEqual({ lines, more });
});

it('joins a character and a line cut between two pieces, and stops the transfer', async () => {
  const bytes = new TextEncoder().encode('Zürich\nBern\n');
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, 2));
      controller.enqueue(bytes.slice(2));
    },
    cancel: () => {
      cancelled = true;
    },
  });
  expect(await takeLines(new Response(body), 1)).toEqual({ lines: ['Zürich'], more: true });
  expect(cancelled).toBe(true);
});
