import { link, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { SourceChangedError } from './errors.ts';

const NOTE = 'linked.json';

/** What tells whether a file has been written to. */
export interface FileState {
  readonly bytes: number;
  /** Nanoseconds since 1970, as text: no double holds them. */
  readonly changedAt: string;
}

export async function stateOf(path: string): Promise<FileState> {
  const { size, mtimeNs } = await stat(path, { bigint: true });
  return { bytes: Number(size), changedAt: String(mtimeNs) };
}

/** @throws SourceChangedError */
export async function checkState(path: string, { bytes, changedAt }: FileState): Promise<void> {
  const now = await stateOf(path);
  if (now.bytes !== bytes || now.changedAt !== changedAt) throw new SourceChangedError(bytes, now.bytes);
}

/**
 * Gives a file of this machine a second name, which costs neither time nor space.
 * @returns false where it has to be copied: on another disk, another user's, or no plain file
 */
export async function linkFile(path: string, target: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false;
    await link(await realpath(path), target);
    return true;
  } catch {
    // Copying says what is wrong with it.
    return false;
  }
}

/** Notes in the drawing's folder what the file was like when it was hashed: its owner may still write to it. */
export async function noteLinked(dir: string, state: FileState): Promise<void> {
  await writeFile(join(dir, NOTE), JSON.stringify(state), { flush: true });
}

/**
 * Whether the drawing is a linked file.
 * @throws SourceChangedError where it has been written to since
 */
export async function checkLinked(dir: string, path: string): Promise<boolean> {
  const note = await readFile(join(dir, NOTE), 'utf8').catch(() => null);
  if (note !== null) await checkState(path, JSON.parse(note) as FileState);
  return note !== null;
}
