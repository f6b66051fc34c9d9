import { open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { type SpoolStore } from '@sizewise/bulk-pipeline';
import { type UploadFile, type UploadSource } from '@sizewise/data';

/** Which process takes an upload, and which file of this machine it is: not to be had elsewhere. */
const OF_THIS_MACHINE: ReadonlySet<string> = new Set(['owner', 'linked.json']);

/** The uploads of a spool, to be backed up. @param signal ends the bringing of one that is in a bucket */
export function spooledUploads(spool: SpoolStore, signal: AbortSignal): UploadSource {
  return {
    async open(importId, isPlanned) {
      const source = await spool.open(importId, signal);
      if (source === null) return [];
      // What was made of the drawing lies beside it; in a bucket there is the drawing alone.
      const beside = isPlanned ? await filesIn(source.scratchDir) : [];
      const names = new Set([basename(source.path), ...beside.filter((name) => !OF_THIS_MACHINE.has(name))]);
      const files: UploadFile[] = [];
      try {
        await spool.checkUnchanged(importId);
        for (const name of names) files.push(await openFile(join(source.scratchDir, name), name));
        return files;
      } catch (error) {
        for (const file of files) await file.close();
        // The import has ended since its files were listed, or is about to fail.
        const { code } = error as { code?: unknown };
        if (code === 'ENOENT' || code === 'source_changed') return [];
        throw error;
      } finally {
        source[Symbol.dispose]();
      }
    },
  };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** A file that is open can be read to its end, whoever removes it. */
async function openFile(path: string, name: string): Promise<UploadFile> {
  const file = await open(path);
  return {
    name,
    read: () => file.createReadStream({ autoClose: false, start: 0 }),
    close: () => file.close(),
  };
}
