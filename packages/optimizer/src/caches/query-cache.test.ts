import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { QueryCache } from './query-cache.ts';

const newCache = (bytes = 1024 ** 2, ttl = {}): QueryCache => new QueryCache({ maxBytes: bytes, ttl });

describe('QueryCache', () => {
  it('loads once and counts by tier and kind', async () => {
    const cache = newCache();
    let loads = 0;
    const read = (kind?: 'spatial'): Promise<number> => cache.get('k', { kind }, async () => ++loads);
    expect([await read(), await read('spatial'), await read()]).toEqual([1, 1, 1]);
    const snapshot = cache.snapshot();
    expect(snapshot).toMatchObject({
      samples: 3,
      hitRatio: 2 / 3,
      tiers: [{ name: 'memory', hits: 2, entries: 1 }],
    });
    expect(snapshot.kinds.find(({ name }) => name === 'spatial')).toMatchObject({ samples: 1, hits: 1 });
    expect(snapshot.kinds.find(({ name }) => name === 'calculation')).toMatchObject({
      samples: 0,
      hitRatio: null,
    });
    expect(snapshot.memoryUsage).toBeGreaterThan(0);
  });

  it('shares one loader between all who ask at once, and its error too, but keeps no error', async () => {
    const cache = newCache();
    let loads = 0;
    const load = async (): Promise<number> => {
      loads++;
      await delay(5);
      if (loads === 1) throw new Error('first');
      return loads;
    };
    const first = await Promise.allSettled(Array.from({ length: 50 }, () => cache.get('k', {}, load)));
    expect(first.every(({ status }) => status === 'rejected')).toBe(true);
    expect(loads).toBe(1);
    expect(await Promise.all(Array.from({ length: 50 }, () => cache.get('k', {}, load)))).toEqual(
      Array(50).fill(2),
    );
    expect(loads).toBe(2);
  });

  it('forgets by tag, and nothing else', async () => {
    const cache = newCache();
    const read = (key: string, value: number): Promise<number> =>
      cache.get(key, { tags: [key, 'all'] }, async () => value);
    await read('a', 1);
    await read('b', 1);
    cache.invalidate(new Map([['a', 1]]));
    expect([await read('a', 2), await read('b', 2)]).toEqual([2, 1]);
    cache.invalidate(new Map([['all', 1]]));
    expect([await read('a', 3), await read('b', 3)]).toEqual([3, 3]);
  });

  it('does not keep what was read before an invalidation that came while it was loading', async () => {
    const cache = newCache();
    const gate = Promise.withResolvers<string>();
    const old = cache.get('k', { tags: ['t'] }, () => gate.promise);
    await delay(1);
    cache.invalidate(new Map([['t', 1]]));
    const fresh = cache.get('k', { tags: ['t'] }, async () => 'new');
    gate.resolve('old');
    expect([await old, await fresh]).toEqual(['old', 'new']);
    expect(await cache.get('k', { tags: ['t'] }, async () => 'newer')).toBe('new');
  });

  it('forgets by time', async () => {
    const cache = newCache(1024 ** 2, { calculation: 0.02 });
    await cache.get('k', { kind: 'calculation' }, async () => 1);
    await cache.get('own', { kind: 'calculation', ttl: 60 }, async () => 1);
    await delay(40);
    expect(await cache.get('k', { kind: 'calculation' }, async () => 2)).toBe(2);
    expect(await cache.get('own', {}, async () => 2)).toBe(1);
  });

  it('stays within its bytes and keeps what was used last', async () => {
    const cache = newCache(64_000);
    const read = (i: number): Promise<string> =>
      cache.get(`k${i}`, { tags: ['t'] }, async () => 'x'.repeat(1000));
    for (let i = 0; i < 500; i++) {
      await read(i);
      await read(0);
    }
    const { tiers } = cache.snapshot();
    expect(tiers[0]?.bytes).toBeLessThanOrEqual(64_000);
    expect(tiers[0]?.entries).toBeGreaterThan(30);
    expect(await cache.get('k0', {}, async () => 'gone')).toHaveLength(1000);
    await cache.get('large', {}, async () => 'x'.repeat(60_000));
    expect(await cache.get('k0', {}, async () => 'gone')).toHaveLength(1000);
  });

  it('is bypassed while invalidations may be missed, and starts empty afterwards', async () => {
    const cache = newCache();
    let value = 1;
    const read = (): Promise<number> => cache.get('k', {}, async () => value);
    await read();
    await cache.trust(false);
    value = 2;
    expect(await read()).toBe(2);
    value = 3;
    expect(await read()).toBe(3);
    await cache.trust(true);
    value = 4;
    expect([await read(), (value = 5), await read()]).toEqual([4, 5, 4]);
  });

  it('keeps dates and big integers as they are', async () => {
    const cache = newCache();
    const value = { at: new Date(0), count: 2n ** 60n };
    await cache.get('k', {}, async () => value);
    expect(await cache.get('k', {}, async () => null)).toEqual(value);
  });
});
