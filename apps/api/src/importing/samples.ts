import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { importFiles, type ImportView } from './import-files.ts';
import { type ImportTarget } from './import-target.ts';

const SAMPLES = fileURLToPath(new URL('../../../../samples/', import.meta.url));
const DEMO_PROJECT = 'Demo';
/** Says that the samples were taken once, so that a removed demo project stays removed. */
const MARKER = 'samples-imported';
const DRAWING = /\.(ifc|ifczip|csv|ndjson|dxf|geojson)(\.gz)?$/i;

/** Every drawing below a folder that the pipeline can read, in order of name; none where there is no folder. */
export async function findDrawings(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile() && DRAWING.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Imports the samples into a demo project, the first time that this data directory is used. */
export async function importSamplesOnce(
  target: ImportTarget,
  dataDir: string,
  view: ImportView,
  signal: AbortSignal,
  folder = SAMPLES,
): Promise<void> {
  const marker = join(dataDir, MARKER);
  if (await isThere(marker)) return;
  const files = await findDrawings(folder);
  if (files.length > 0) await importFiles(target, files, DEMO_PROJECT, view, signal);
  // An interrupted start takes the rest the next time; what was sent before is found again by its bytes.
  if (!signal.aborted) await keepSamplesOut(dataDir);
}

/** Says that this data directory has got its samples, or has no need of them. */
export async function keepSamplesOut(dataDir: string): Promise<void> {
  await writeFile(join(dataDir, MARKER), '');
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
