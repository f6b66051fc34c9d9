import { expect, it } from 'vitest';

import { type PlanItem } from './plan-types.ts';
import { type LoadedTile, TileLoader } from './tile-loader.ts';
import { type Tile } from './tile-tree.ts';

const root = { x: 0, y: 0, size: 8 };
const tile = (level: number, column: number, row = 0): Tile => ({ level, column, row });
const item = (id: string): PlanItem => ({
  id,
  segmentId: id,
  layerType: 'duct_segment',
  box: { minX: 0, maxX: 1, minY: 0, maxY: 1 },
  shape: null,
});

function setUp(capacity?: number) {
  const requests: {
    settle: (loaded: LoadedTile) => void;
    fail: (error: Error) => void;
    signal: AbortSignal;
  }[] = [];
  const errors: unknown[] = [];
  const loader = new TileLoader(
    {
      root,
      load: (_box, signal) => {
        const { promise, resolve, reject } = Promise.withResolvers<LoadedTile>();
        requests.push({ settle: resolve, fail: reject, signal });
        signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        return promise;
      },
      onChange: () => {},
      onError: (error) => errors.push(error),
    },
    capacity,
  );
  const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  return { loader, requests, errors, rest };
}

it('loads two at a time and stops what is no longer wanted', async () => {
  const { loader, requests, rest } = setUp();
  loader.want([tile(2, 0), tile(2, 1), tile(2, 2)]);
  expect(requests).toHaveLength(2);
  loader.want([tile(2, 1)]);
  await rest();
  expect(requests.map((r) => r.signal.aborted)).toEqual([true, false]);
  expect(requests).toHaveLength(2);
});

it('shows the coarser tile until the finer ones come, each item once', async () => {
  const { loader, requests, rest } = setUp();
  loader.want([tile(0, 0)]);
  requests[0]!.settle({ items: [item('a'), item('b')], truncated: true });
  await rest();
  const finer = [tile(1, 0), tile(1, 1)];
  loader.want(finer);
  expect(loader.itemsOf(finer).items).toHaveLength(2);
  requests[1]!.settle({ items: [item('a'), item('c')], truncated: false });
  requests[2]!.settle({ items: [item('c'), item('d')], truncated: false });
  await rest();
  const { items, truncated } = loader.itemsOf(finer);
  expect(items.map((i) => i.id).sort()).toEqual(['a', 'c', 'd']);
  expect(truncated).toBe(false);
});

it('reports a failure once and asks again when told to', async () => {
  const { loader, requests, errors, rest } = setUp();
  loader.want([tile(0, 0)]);
  requests[0]!.fail(new Error('no'));
  await rest();
  loader.want([tile(0, 0)]);
  expect([requests.length, errors.length]).toEqual([1, 1]);
  loader.retry();
  expect(requests).toHaveLength(2);
});

it('stops at its capacity instead of driving out what is on the screen', async () => {
  const { loader, requests, rest } = setUp(3);
  const wanted = [tile(2, 0), tile(2, 1), tile(2, 2), tile(2, 3)];
  loader.want(wanted);
  requests[0]!.settle({ items: [item('a'), item('b')], truncated: false });
  requests[1]!.settle({ items: [item('c'), item('d')], truncated: false });
  await rest();
  for (let i = 0; i < 5; i++) loader.want(wanted);
  await rest();
  expect(requests.length).toBeLessThanOrEqual(3);
  expect(loader.itemsOf(wanted)).toMatchObject({ truncated: true, items: { length: 4 } });
});
