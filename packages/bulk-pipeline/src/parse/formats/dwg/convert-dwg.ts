import { spawn } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { DwgLibraryMissingError, DwgUnreadableError } from './dwg-errors.ts';
import { findDwgLibrary } from './dwg-library.ts';

/** A drawing of 100 MB takes about two minutes; a broken one may keep the library busy for ever. */
const LONGEST_MS = 15 * 60_000;

/**
 * Writes the DXF of a DWG, in a process of its own: the library may take gigabytes, and may fail in ways that end a
 * process.
 * @throws DwgLibraryMissingError, DwgUnreadableError
 */
export async function convertDwg(
  source: string,
  target: string,
  signal: AbortSignal,
  library: string | null = findDwgLibrary(),
): Promise<void> {
  if (library === null) throw new DwgLibraryMissingError();
  const program = fileURLToPath(new URL(`./dwg-to-dxf${extname(import.meta.url)}`, import.meta.url));
  const limit = AbortSignal.timeout(LONGEST_MS);
  const child = spawn(process.execPath, [program, library, source, target], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    signal: AbortSignal.any([signal, limit]),
    killSignal: 'SIGKILL',
  });
  try {
    const failed = await new Promise<string | null>((resolve, reject) => {
      child.once('message', (message: { failed: string | null }) => resolve(message.failed));
      child.once('error', reject);
      child.once('close', (code) => resolve(`the library ended with ${code}`));
    });
    if (failed !== null) throw new DwgUnreadableError(failed);
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) throw new DwgUnreadableError('it took too long');
    throw error;
  } finally {
    child.kill('SIGKILL');
  }
}
