import { encodeTile, tileAt } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { rectangle, tileOf } from './tile-fixture.ts';
import { answerRequests } from './tile-answers.ts';
import { type PackRequest } from './tile-messages.ts';
import { kindOf } from './plan-tile.ts';
import { TilePacker } from './tile-packer.ts';

/** What tile-worker.ts does, on this thread, one message after the other. */
class InlineWorker extends EventTarget {
  readonly requests: PackRequest[] = [];
  readonly #answer = answerRequests();
  #isEnded = false;

  postMessage(request: PackRequest): void {
    this.requests.push(request);
    setTimeout(() => {
      if (this.#isEnded) return;
      const { answer } = this.#answer(request);
      this.dispatchEvent(new MessageEvent('message', { data: structuredClone(answer) }));
    });
  }

  terminate(): void {
    this.#isEnded = true;
  }
}

const bytesOf = (system: string): ArrayBuffer =>
  encodeTile(tileOf(tileAt(20, 10, 10), [{ system, path: rectangle(0, 0, 1, 1) }])).buffer.slice();
const unstopped = new AbortController().signal;

function harness() {
  const worker = new InlineWorker();
  return { worker, packer: new TilePacker(worker as unknown as Worker) };
}

it('packs one after the other, and each kind comes once', async () => {
  const { worker, packer } = harness();
  packer.setDrawings([['import', 'drawing']]);
  const tiles = await Promise.all(
    ['Supply', 'Return', 'Supply'].map((system) => packer.pack(bytesOf(system), unstopped)),
  );
  expect(tiles.map((tile) => kindOf(tile, 0)?.system)).toEqual(['Supply', 'Return', 'Supply']);
  expect(packer.kinds.map(({ index }) => index)).toEqual([0, 1]);
  expect(worker.requests.map(({ drawings }) => drawings)).toEqual([[['import', 'drawing']], null, null]);
});

it('leaves out what is not wanted any more before its turn', async () => {
  const { worker, packer } = harness();
  const controller = new AbortController();
  const first = packer.pack(bytesOf('Supply'), unstopped);
  const second = packer.pack(bytesOf('Return'), controller.signal);
  controller.abort();
  await first;
  await expect(second).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  expect(worker.requests).toHaveLength(1);
});

it('keeps the kinds of a tile that is not wanted any more while it is packed', async () => {
  const { packer } = harness();
  const controller = new AbortController();
  const first = packer.pack(bytesOf('Supply'), controller.signal);
  const second = packer.pack(bytesOf('Return'), unstopped);
  setTimeout(() => controller.abort());
  await first.catch(() => undefined);
  expect(kindOf(await second, 0)?.system).toBe('Return');
});

it('tells of bytes that are no tile, and packs on', async () => {
  const { packer } = harness();
  await expect(packer.pack(new ArrayBuffer(4), unstopped)).rejects.toThrow(
    expect.objectContaining({ code: 'malformed_tile' }),
  );
  expect(kindOf(await packer.pack(bytesOf('Supply'), unstopped), 0)?.system).toBe('Supply');
});

it('ends what is under way when it is closed', async () => {
  const { packer } = harness();
  const packing = packer.pack(bytesOf('Supply'), unstopped);
  await Promise.resolve();
  packer.close();
  await expect(packing).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
});
