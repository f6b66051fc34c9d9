import { type TileAddress } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { KindTable } from './plan-kinds.ts';
import { type PlanTile, prepareTile } from './plan-tile.ts';
import { childrenOf, tileKey } from './tile-choice.ts';
import { rectangle, tileOf } from './tile-fixture.ts';
import { TileLoader } from './tile-loader.ts';

const ROOT = { z: 10, x: 512, y: 512 };
const CHILDREN = childrenOf(ROOT);

function tileFor(address: TileAddress, kind: 'detail' | 'aggregate' = 'detail'): PlanTile {
  const tile = { ...tileOf(address, [{ path: rectangle(0, 0, 1, 1) }]), kind };
  return { ...prepareTile(tile, new KindTable(), () => null), weight: 1000 };
}

interface Request {
  readonly key: string;
  readonly signal: AbortSignal;
  answer(kind?: 'detail' | 'aggregate'): Promise<void>;
  fail(error: Error): Promise<void>;
}

function harness(capacity?: number) {
  const requests: Request[] = [];
  const errors: unknown[] = [];
  const loader = new TileLoader(
    {
      load: (address, filter, signal) =>
        new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
          const settled = async (act: () => void): Promise<void> => {
            act();
            await new Promise((next) => setTimeout(next));
          };
          requests.push({
            key: tileKey(address, filter),
            signal,
            answer: (kind) => settled(() => resolve(tileFor(address, kind))),
            fail: (error) => settled(() => reject(error)),
          });
        }),
      onChange: () => undefined,
      onError: (error) => errors.push(error),
    },
    capacity,
  );
  return { loader, requests, errors };
}

it('asks for two at a time and gives up what is no longer wanted', async () => {
  const { loader, requests } = harness();
  loader.want(CHILDREN, '');
  expect(requests).toHaveLength(2);
  await requests[0]?.answer();
  expect(requests).toHaveLength(3);
  loader.want([ROOT], '');
  expect(requests[1]?.signal.aborted).toBe(true);
  expect(requests[2]?.signal.aborted).toBe(true);
});

it('draws a coarser tile until the finer ones are there, each in its own place', async () => {
  const { loader, requests } = harness();
  loader.want([ROOT], '');
  await requests[0]?.answer();
  loader.want(CHILDREN, '');
  expect(loader.drawn().map(({ planTile }) => planTile.tile.z)).toEqual([10, 10, 10, 10]);
  await requests[1]?.answer();
  expect(loader.drawn().map(({ planTile }) => planTile.tile.z)).toEqual([11, 10, 10, 10]);
  expect(new Set(loader.drawn().map(({ clip }) => `${clip.minX} ${clip.minY}`)).size).toBe(4);
});

it('draws finer tiles until the coarser one is there', async () => {
  const { loader, requests } = harness();
  loader.want(CHILDREN.slice(0, 1), '');
  await requests[0]?.answer();
  loader.want([ROOT], '');
  expect(loader.drawn().map(({ planTile }) => planTile.tile.z)).toEqual([11]);
});

it('asks with a filter only for what counts instead of showing', async () => {
  const { loader, requests } = harness();
  loader.want(CHILDREN.slice(0, 2), '');
  await requests[0]?.answer('detail');
  await requests[1]?.answer('aggregate');
  loader.want(CHILDREN.slice(0, 2), 'level=1');
  expect(requests.slice(2).map(({ key }) => key)).toEqual([tileKey(CHILDREN[1] ?? ROOT, 'level=1')]);
});

it('tells of a failure, asks on, and asks again when told to', async () => {
  const { loader, requests, errors } = harness();
  loader.want(CHILDREN.slice(0, 1), '');
  await requests[0]?.fail(new Error('away'));
  expect(errors).toHaveLength(1);
  expect(requests).toHaveLength(1);
  loader.retry();
  expect(requests).toHaveLength(2);
});

it('forgets what was used longest ago', async () => {
  const { loader, requests } = harness(2500);
  for (const child of CHILDREN.slice(0, 3)) {
    loader.want([child], '');
    await requests.at(-1)?.answer();
  }
  expect(requests).toHaveLength(3);
  loader.want(CHILDREN.slice(0, 1), '');
  expect(requests).toHaveLength(4);
});
