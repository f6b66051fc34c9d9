import { setTimeout as delay } from 'node:timers/promises';

import { describeWithRedis, serverUrl } from '@sizewise/test-support';
import { expect, it } from 'vitest';

import { RedisPool, type RedisPoolOptions } from '../src/index.ts';

describeWithRedis('RedisPool', () => {
  const open = (options: Partial<RedisPoolOptions> = {}): RedisPool =>
    new RedisPool({ url: serverUrl('redis'), ...options });

  it('answers on one connection while that is enough, and counts commands', async () => {
    await using pool = open();
    const key = `test:${crypto.randomUUID()}`;
    await pool.client().set(key, '1', 'EX', 60);
    expect(await Promise.all(Array.from({ length: 50 }, () => pool.client().get(key)))).toEqual(
      Array.from({ length: 50 }, () => '1'),
    );
    expect(pool.ready).toBe(true);
    expect(pool.snapshot()).toMatchObject({
      name: 'redis',
      total: 1,
      active: 0,
      idle: 1,
      waiting: 0,
      max: 50,
    });
    expect(pool.commandTimes().commands).toBeGreaterThanOrEqual(51);
  });

  it('opens more connections while every one is busy, and never more than its maximum', async () => {
    await using pool = open({ maxConnections: 3, commandsPerConnection: 1, autoPipelining: false });
    await pool.client().ping();
    for (let round = 0; round < 200 && pool.snapshot().total < 3; round++) {
      await Promise.all(Array.from({ length: 20 }, () => pool.client().ping()));
      await delay(2);
    }
    expect(pool.snapshot().total).toBe(3);
    const answers = Array.from({ length: 100 }, () => pool.client().ping());
    expect(pool.snapshot()).toMatchObject({ commands: 100, active: 3 });
    await Promise.all(answers);
    expect(pool.snapshot()).toMatchObject({ commands: 0, active: 0 });
    expect(pool.snapshot().total).toBe(3);
  });

  it('writes the commands of one turn together', async () => {
    await using pool = open();
    const client = pool.client();
    await client.ping();
    const calls = Array.from({ length: 10 }, (_, i) => client.get(`none:${i}`));
    expect(client.autoPipelineQueueSize).toBe(10);
    await Promise.all(calls);
  });

  it('gives a subscriber a connection of its own', async () => {
    await using pool = open();
    const subscriber = pool.subscriber();
    const channel = `channel:${crypto.randomUUID()}`;
    const heard = Promise.withResolvers<string>();
    subscriber.on('message', (_, message: string) => heard.resolve(message));
    await subscriber.subscribe(channel);
    await pool.client().publish(channel, 'hello');
    expect(await heard.promise).toBe('hello');
    expect(pool.snapshot().total).toBe(2);
  });

  it('runs a script as a command', async () => {
    await using pool = open({
      scripts: { echoed: { lua: 'return ARGV[1] .. KEYS[1]', numberOfKeys: 1, readOnly: true } },
    });
    const client = pool.client() as unknown as { echoed(key: string, value: string): Promise<string> };
    expect(await client.echoed('b', 'a')).toBe('ab');
  });

  it('fails at once where nobody answers, and takes nothing after its end', async () => {
    await using pool = open({ url: 'redis://127.0.0.1:1' });
    await expect(pool.client().get('x')).rejects.toThrow(/max retries|closed/i);
    expect(pool.ready).toBe(false);
    await pool.close();
    expect(() => pool.client()).toThrow(expect.objectContaining({ code: 'pool_closed' }));
  });
});
