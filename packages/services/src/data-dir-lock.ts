import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DataDirLockedError } from './errors.ts';
import { isAlive, processIdentity } from './process-info.ts';

interface Holder {
  readonly pid: number;
  readonly identity: string | null;
}

/** The right of one process to use a data directory. */
export class DataDirLock {
  readonly #path: string;
  readonly #text: string;

  private constructor(path: string, text: string) {
    this.#path = path;
    this.#text = text;
  }

  /**
   * Takes the lock file of the directory; one left by a dead process is taken over.
   * @throws DataDirLockedError with the id of the process that holds it.
   */
  static async acquire(dataDir: string): Promise<DataDirLock> {
    await mkdir(dataDir, { recursive: true });
    const path = join(dataDir, 'lock');
    const holder: Holder & { token: string } = {
      pid: process.pid,
      identity: processIdentity(process.pid),
      token: randomUUID(),
    };
    const text = JSON.stringify(holder);
    const own = `${path}.${holder.token}`;
    await writeFile(own, text, { mode: 0o644 });
    try {
      while (!(await linked(own, path))) await removeStale(dataDir, path);
    } finally {
      await rm(own, { force: true });
    }
    return new DataDirLock(path, text);
  }

  /** Gives the lock back; one that somebody else holds by now stays. */
  async release(): Promise<void> {
    if ((await contentOf(this.#path)) === this.#text) await rm(this.#path, { force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }
}

/** A link appears with its whole content or not at all, which a plain write does not promise. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function contentOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function removeStale(dataDir: string, path: string): Promise<void> {
  const text = await contentOf(path);
  if (text === null) return;
  const holder = parseHolder(text);
  if (holder && isHeld(holder)) throw new DataDirLockedError(dataDir, holder.pid);
  const aside = `${path}.stale.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // Between the reading and the rename another start may have taken over: then this is its lock, not the stale one.
  if ((await contentOf(aside)) !== text) await linked(aside, path);
  await rm(aside, { force: true });
}

function parseHolder(text: string): Holder | null {
  try {
    const value = JSON.parse(text) as Partial<Holder>;
    return typeof value.pid === 'number' ? { pid: value.pid, identity: value.identity ?? null } : null;
  } catch {
    return null;
  }
}

function isHeld(holder: Holder): boolean {
  if (!isAlive(holder.pid)) return false;
  return holder.identity === null || processIdentity(holder.pid) === holder.identity;
}
