import { resolve } from 'node:path';
import { type ServiceState, silentLogger } from '@sizewise/shared';

import { DataDirLock } from './data-dir-lock.ts';
import { openMongo } from './mongo/open-mongo.ts';
import { openPostgres } from './postgres/open-postgres.ts';
import { openRedis } from './redis/open-redis.ts';
import {
  type OpenOptions,
  type OptionalService,
  type RunningService,
  type ServicesOptions,
  type StartContext,
} from './types.ts';

/** The services of one installation; close() stops what was started here and gives the data directory back. */
export interface Services extends AsyncDisposable {
  readonly postgres: RunningService;
  readonly mongo: OptionalService;
  readonly redis: OptionalService;
  close(): Promise<void>;
}

/**
 * Finds or starts PostgreSQL, MongoDB and Redis: each by its URL, else by a server binary on PATH, else the
 * embedded default. Takes the lock of the data directory first.
 * @throws DataDirLockedError when another process holds the data directory.
 * @throws ServiceStartFailedError when PostgreSQL cannot be had: by its URL, where one is given. What was started
 * until then is stopped. MongoDB and Redis that do not answer are null, with the reason.
 */
export async function openServices(given: ServicesOptions, open: OpenOptions = {}): Promise<Services> {
  // Servers run in folders of their own, where a relative path would lead elsewhere.
  const options = { ...given, dataDir: resolve(given.dataDir) };
  const context: StartContext = {
    signal: open.signal ?? new AbortController().signal,
    progress: open.onProgress ?? (() => undefined),
    logger: open.logger ?? silentLogger,
  };
  context.signal.throwIfAborted();
  const stack = new AsyncDisposableStack();
  try {
    stack.use(await DataDirLock.acquire(options.dataDir));
    const starts = await Promise.allSettled([
      openPostgres(options, context),
      openMongo(options, context),
      openRedis(options, context),
    ]);
    for (const start of starts) if (start.status === 'fulfilled') stack.defer(() => start.value.close());
    const [postgres, mongo, redis] = starts.map((start) => {
      if (start.status === 'rejected') throw start.reason;
      return start.value.service;
    }) as [RunningService, OptionalService, OptionalService];
    const close = (): Promise<void> => stack.disposeAsync();
    return { postgres, mongo, redis, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** The services in the shape that the start and the dashboard show; nothing is asked of the servers. */
export function serviceStates(services: Pick<Services, 'postgres' | 'mongo' | 'redis'>): ServiceState[] {
  return Object.entries({ postgres: services.postgres, mongo: services.mongo, redis: services.redis }).map(
    ([name, { url, source, detail, version }]) => ({
      name,
      // Without a URL it is a cluster, which is there when it has told its version.
      state: url !== null || version !== null ? 'up' : source === 'url' ? 'down' : 'absent',
      source,
      detail,
      version,
      latency: null,
    }),
  );
}
