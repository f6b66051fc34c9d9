import { migrateAll } from '@sizewise/data';
import { openServices } from '@sizewise/services';

import { serviceOptions } from '../application.ts';
import { type DatabaseUrls, openPools, type Pools } from '../pools.ts';
import { type Runtime } from './command.ts';
import { findRunningServer } from './server-file.ts';
import { readServicesFile } from './services-file.ts';

/** The databases of one installation, for a command that needs no server. */
export interface Databases extends Pools {
  readonly urls: DatabaseUrls;
  /** Creates or updates the tables. */
  migrate(): Promise<void>;
}

/**
 * Opens the databases of the server that runs on this data directory, else services of its own, which end with it.
 * Nothing is migrated.
 * @throws AppError `data_dir_locked`, `service_start_failed`
 */
export async function openDatabases({ config, logger, signal }: Runtime): Promise<Databases> {
  const stack = new AsyncDisposableStack();
  try {
    const running = (await findRunningServer(config.DATA_DIR)) && (await readServicesFile(config.DATA_DIR));
    const onProgress = (line: string): void => void process.stderr.write(`${line}\n`);
    const urls =
      running ?? stack.use(await openServices(serviceOptions(config), { logger, signal, onProgress }));
    const pools = stack.use(openPools(config, urls, logger));
    return {
      ...pools,
      urls,
      migrate: () => pools.imports.withLease((lease) => migrateAll(lease), { signal }),
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
