import { existsSync } from 'node:fs';

import { silentLogger } from '@sizewise/shared';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  findBinary,
  freePort,
  openRedis,
  openServices,
  type Services,
  serviceStates,
  type ServicesOptions,
} from '../src/index.ts';
import { makeDataDir, removeDataDir } from './support/folder.ts';
import { hold } from './support/hold.ts';
import { commandLine, isAlive } from '../src/process-info.ts';

const path = process.env['PATH'] ?? '';
const binary = await findBinary('redis-server', path);
const context = { signal: new AbortController().signal, progress: () => undefined, logger: silentLogger };
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

  it('is not started where the nodes of a cluster are named, whether they answer or not', async () => {
    const { host, password } = new URL(services.redis.url!);
    const dataDir = await makeDataDir();
    const open = (redisNodes: string[]) =>
      openRedis({ dataDir, path, redisNodes, redisUrl: `redis://:${password}@of.access.alone` }, context);
    try {
      // Any node that answers will do.
      const found = await open([`127.0.0.1:${await freePort()}`, host]);
      expect(found.service).toMatchObject({ url: null, source: 'url', version: services.redis.version });
      expect(serviceStates({ ...services, redis: found.service })).toContainEqual(
        expect.objectContaining({ name: 'redis', state: 'up' }),
      );
      const lost = await open([`127.0.0.1:${await freePort()}`]);
      expect(lost.service).toMatchObject({ url: null, source: 'url', version: null });
      expect(lost.service.detail).toContain('none answered');
      expect(lost.service.detail).not.toContain(password);
      expect(serviceStates({ ...services, redis: lost.service })).toContainEqual(
        expect.objectContaining({ name: 'redis', state: 'down' }),
      );
      expect(existsSync(dataDir)).toBe(false);
    } finally {
      await removeDataDir(dataDir);
    }
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
