import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

import { ServiceStartFailedError } from '../errors.ts';
import { type ManagedProcess } from '../managed-process.ts';

const START_SECONDS = 10;

/**
 * Connects once and asks for the version.
 * @param seconds time limit of the connection.
 * @throws the driver's error when the server does not answer.
 */
export async function pingRedis(url: string, seconds: number): Promise<string> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: seconds * 1000,
    commandTimeout: seconds * 1000,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  let fault: unknown;
  client.on('error', (error) => (fault = error));
  try {
    await client.connect();
    const info = await client.info('server');
    return /redis_version:(\S+)/.exec(info)?.[1] ?? 'unknown';
  } catch (error) {
    // The driver answers "Connection is closed" and gives the cause to its listeners.
    throw fault ?? error;
  } finally {
    client.disconnect();
  }
}

/** Waits until a server that was just started answers. */
export async function waitForRedis(url: string, server: ManagedProcess, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + START_SECONDS * 1000;
  for (;;) {
    signal.throwIfAborted();
    try {
      await pingRedis(url, 1);
      return;
    } catch (error) {
      if (server.exit !== null || performance.now() > deadline) {
        throw new ServiceStartFailedError('Redis', 'the server does not answer', { cause: error });
      }
    }
    await sleep(20);
  }
}
