import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { findBinary, openServices, type Services, type ServicesOptions } from '../src/index.ts';
import { makeDataDir, removeDataDir } from './support/folder.ts';
import { hold } from './support/hold.ts';
import { commandLine, isAlive } from '../src/process-info.ts';

const path = process.env['PATH'] ?? '';
const binary = await findBinary('redis-server', path);
const required = process.env['REQUIRE_SERVICES']?.includes('redis') ?? false;

describe.skipIf(binary === null && !required)('redis-server on PATH', () => {
  let options: ServicesOptions;
  let services: Services;
  beforeAll(async () => {
    options = { dataDir: await makeDataDir(), path, mongoDownload: false };
    services = await openServices(options);
  });
  afterAll(async () => {
    await services.close();
    await removeDataDir(options.dataDir);
  });

  async function serverPid(url: string): Promise<number> {
    const client = new Redis(url);
    const info = await client.info('server');
    client.disconnect();
    return Number(/process_id:(\d+)/.exec(info)?.[1]);
  }

  it('serves with a password that is not on its command line', async () => {
    expect(services.redis.source).toBe('binary');
    const url = services.redis.url!;
    const pid = await serverPid(url);
    expect(commandLine(pid)).toContain('redis-server');
    expect(commandLine(pid)).not.toContain(new URL(url).password);
    const stranger = new Redis(Number(new URL(url).port), '127.0.0.1', { retryStrategy: () => null });
    stranger.on('error', () => undefined);
    await expect(stranger.ping()).rejects.toThrow('NOAUTH');
    stranger.disconnect();
  });

  it('starts again by itself when it is killed', async () => {
    const before = await serverPid(services.redis.url!);
    process.kill(before, 'SIGKILL');
    const answers = async (): Promise<number | null> => {
      const client = new Redis(services.redis.url!, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
      client.on('error', () => undefined);
      try {
        return Number(/process_id:(\d+)/.exec(await client.info('server'))?.[1]);
      } catch {
        return null;
      } finally {
        client.disconnect();
      }
    };
    await expect.poll(answers, { timeout: 15_000 }).toBeGreaterThan(0);
    expect(await answers()).not.toBe(before);
  });

  it('is ended by the start after a killed run', async () => {
    await services.close();
    const holder = await hold(options.dataDir, path);
    await holder.kill();
    services = await openServices(options);
    const pid = await serverPid(services.redis.url!);
    await services.close();
    expect(isAlive(pid)).toBe(false);
    services = await openServices(options);
  });
});
