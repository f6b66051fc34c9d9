import { readSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type PrescanRequest } from '../../format.ts';
import { type LineCut, LineCuts } from './line-cuts.ts';

/** Cuts are noted this far apart: some twenty thousand for the largest upload. */
export const NOTED_BYTES: number = 256 * 1024;
const BLOCK_BYTES = 512 * 1024;

interface NotedCuts {
  /** Size of the file they belong to. */
  readonly bytes: number;
  readonly cuts: readonly LineCut[];
}

const pathOf = (scratchDir: string): string => join(scratchDir, 'line-cuts.json');

/** Counts the lines of a file that is still being written, and leaves where it may be cut. */
export async function prescanLines({ file, scratchDir, signal }: PrescanRequest): Promise<void> {
  const found = new LineCuts(NOTED_BYTES);
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let bytes = 0;
  for (;;) {
    signal.throwIfAborted();
    const extent = await file.extent(bytes + 1);
    if (extent.bytes <= bytes) break;
    const read = readSync(file.fd, block, 0, Math.min(BLOCK_BYTES, extent.bytes - bytes), bytes);
    // Shorter than it was said to be: the note does not fit the file, and is not used.
    if (read === 0) break;
    found.take(block.subarray(0, read), bytes);
    bytes += read;
  }
  const path = pathOf(scratchDir);
  await writeFile(`${path}.new`, JSON.stringify({ bytes, cuts: found.cuts } satisfies NotedCuts));
  await rename(`${path}.new`, path);
}

/** The cuts that a prescan left for this file; null where there are none. */
export async function readNotedCuts(scratchDir: string, bytes: number): Promise<readonly LineCut[] | null> {
  const text = await readFile(pathOf(scratchDir), 'utf8').catch(() => null);
  if (text === null) return null;
  const noted = JSON.parse(text) as NotedCuts;
  return noted.bytes === bytes ? noted.cuts : null;
}
