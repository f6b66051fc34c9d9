import { setTimeout as delay } from 'node:timers/promises';

import { silentLogger } from '@sizewise/shared';
import { describe, expect, it, vi } from 'vitest';

import { CacheTagsError } from '../errors.ts';
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

describe('QueryCache where loaders fail', () => {
  const failing = (error: Error) => async (): Promise<string> => {
    throw error;
  };

  it('serves a value beyond its lifetime for a bounded time, and says so', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const cache = newCache();
      const stale: unknown[] = [];
      cache.events.on('cache:stale', (event) => stale.push(event));
      const options = { ttl: 10, staleIfError: 60 };
      await cache.get('k', options, async () => 'kept');
      vi.advanceTimersByTime(69_000);
      const error = new Error('connection lost');
      expect(await cache.get('k', options, failing(error))).toBe('kept');
      expect(stale).toEqual([{ key: 'k', kind: 'default', error }]);
      vi.advanceTimersByTime(2000);
      await expect(cache.get('k', options, failing(error))).rejects.toBe(error);
      await expect(cache.get('other', options, failing(error))).rejects.toBe(error);
    } finally {
      vi.useRealTimers();
    }
  });

  it('does not stand in for what is no longer true, nor for an error that is an answer', async () => {
    const cache = newCache();
    const options = { ttl: 0, staleIfError: 60, tags: ['t'] };
    await cache.get('k', options, async () => 'kept');
    const answer = new CacheTagsError('an error of a class of ours that is not to be tried again');
    await expect(cache.get('k', options, failing(answer))).rejects.toBe(answer);
    expect(await cache.get('k', options, failing(new Error('lost')))).toBe('kept');
    cache.invalidate(new Map([['t', 1]]));
    await expect(cache.get('k', options, failing(new Error('lost')))).rejects.toThrow('lost');
  });

  it('stands in while invalidations are missed, counted from the moment they were', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const cache = newCache();
      await cache.get('k', { staleIfError: 60 }, async () => 'kept');
      vi.advanceTimersByTime(1000_000);
      await cache.trust(false);
      vi.advanceTimersByTime(59_000);
      expect(await cache.get('k', { staleIfError: 60 }, failing(new Error('lost')))).toBe('kept');
      vi.advanceTimersByTime(2000);
      await expect(cache.get('k', { staleIfError: 60 }, failing(new Error('lost')))).rejects.toThrow('lost');
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('QueryCache', () => {
  it('keeps null and undefined for a shorter time', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const cache = new QueryCache({ maxBytes: 1e6, negativeTtl: 5 });
      for (const nothing of [null, undefined]) {
        const key = String(nothing);
        await cache.get<unknown>(key, {}, async () => nothing);
        vi.advanceTimersByTime(4000);
        expect(await cache.get<unknown>(key, {}, async () => 'new')).toBe(nothing);
        vi.advanceTimersByTime(2000);
        expect(await cache.get<unknown>(key, {}, async () => 'new')).toBe('new');
      }
    } finally {
      vi.useRealTimers();
    }
  });

  it('gives a value that cannot be kept, and loads it again', async () => {
    const cache = newCache();
    let loads = 0;
    const read = () => cache.get('k', {}, async () => ({ run: () => ++loads }));
    (await read()).run();
    (await read()).run();
    expect(loads).toBe(2);
    expect(cache.snapshot()).toMatchObject({ samples: 2, hitRatio: 0 });
  });

  it('compares versions for strict reads, and loads where there are none to compare', async () => {
    let version = 1;
    const versions = { versionsOf: async () => new Map([['t', version]]) };
    const cache = new QueryCache({ maxBytes: 1e6, versions });
    const read = (value: number, tags = ['t']) =>
      cache.get('k', { tags, consistency: 'strict' }, async () => value);
    await cache.get('k', { tags: ['t'] }, async () => 0);
    expect([await read(1), await read(2)]).toEqual([1, 1]);
    version = 2;
    expect([await read(3), await read(4)]).toEqual([3, 3]);
    expect(await read(5, [])).toBe(5);
    expect(await cache.get('k', { tags: ['t'] }, async () => 9)).toBe(3);
  });

  it('does not forget again what it loaded after an invalidation, when the same is heard once more', async () => {
    const cache = newCache();
    cache.invalidate(new Map([['t', 7]]));
    await cache.get('k', { tags: ['t'] }, async () => 'new');
    cache.invalidate(new Map([['t', 7]]));
    expect(await cache.get('k', { tags: ['t'] }, async () => 'newer')).toBe('new');
    cache.invalidate(new Map([['t', 8]]));
    expect(await cache.get('k', { tags: ['t'] }, async () => 'newer')).toBe('newer');
  });

  it('takes keys of any length and refuses tags that are too long or too many', async () => {
    const cache = newCache();
    const long = 'x'.repeat(1e6);
    await cache.get(long, {}, async () => 1);
    expect(await cache.get(long, {}, async () => 2)).toBe(1);
    expect(await cache.get(`${long}y`, {}, async () => 3)).toBe(3);
    expect(cache.snapshot().memoryUsage).toBeLessThan(2000);
    for (const tags of [[''], ['x'.repeat(257)], ['a\0'], Array.from({ length: 65 }, (_, i) => `t${i}`)])
      await expect(cache.get('k', { tags }, async () => 1)).rejects.toMatchObject({
        code: 'invalid_cache_tags',
      });
  });

  it('tells what happens', async () => {
    const cache = newCache(8000);
    const told: string[] = [];
    for (const name of ['cache:hit', 'cache:miss', 'cache:set', 'cache:evict', 'cache:invalidate'] as const)
      cache.events.on(name, () => told.push(name));
    await cache.get('a', { tags: ['t'] }, async () => 1);
    await cache.get('a', { tags: ['t'] }, async () => 1);
    cache.invalidate(new Map([['t', 1]]));
    expect(told).toEqual(['cache:set', 'cache:miss', 'cache:hit', 'cache:invalidate']);
    for (let i = 0; i < 40; i++) await cache.get(`b${i}`, {}, async () => i);
    expect(told.filter((name) => name === 'cache:evict').length).toBeGreaterThan(5);
  });

  it('serves whoever reads although a handler of its events throws', async () => {
    const logged: unknown[] = [];
    const logger = { ...silentLogger, error: (fields: object) => void logged.push(fields) };
    const cache = new QueryCache({ maxBytes: 1e6, logger });
    cache.events.on('cache:miss', () => {
      throw new Error('broken');
    });
    expect(await cache.get('k', {}, async () => 1)).toBe(1);
    expect(logged).toEqual([{ error: 'Error: broken', event: 'cache:miss' }]);
  });
});
