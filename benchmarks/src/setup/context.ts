import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openServices } from '@sizewise/services';

import { BenchDatabase } from './bench-database.ts';

/** What a benchmark works with. */
export interface BenchContext extends AsyncDisposable {
  readonly database: BenchDatabase;
  /** Folder for generated files; removed at the end. */
  readonly folder: string;
  /** Folders searched for psql, in the form of PATH. */
  readonly path: string;
  /** Measured rounds per comparison. */
  readonly rounds: number;
  /** Rows of the table benchmarks. */
  readonly rows: number;
  readonly signal: AbortSignal;
  /** One line for people about what is being done. */
  readonly say: (line: string) => void;
}

/** Worker threads of every import that is measured. */
export const WORKERS = 2;

/**
 * Starts the product's embedded PostgreSQL, with its production settings, in a folder of its own.
 * @throws ServiceStartFailedError when PostgreSQL cannot be had
 */
export async function openContext(
  options: Pick<BenchContext, 'path' | 'rounds' | 'rows' | 'signal' | 'say'>,
): Promise<BenchContext> {
  const stack = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'sizewise-bench-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    // The user that PostgreSQL runs as must be able to enter, or its data would go elsewhere.
    await chmod(folder, 0o711);
    const dataDir = join(folder, 'data');
    await mkdir(dataDir);
    await chmod(dataDir, 0o711);
    // No PATH: the embedded server, whatever else the machine has.
    const services = stack.use(
      await openServices(
        { dataDir, path: '', mongoDownload: false },
        { signal: options.signal, onProgress: options.say },
      ),
    );
    const database = stack.use(await BenchDatabase.open(services.postgres.url));
    return { ...options, folder, database, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}
