import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { type UploadFile, type UploadSource, type UploadTarget } from '@sizewise/data';

/** The drawing of an upload; everything beside it is made from it. */
const SOURCE = 'source';
/** Says which process takes an upload that is still coming in. */
const OWNER = 'owner';

/** The uploads in a spool folder, to be backed up. */
export function folderUploads(spoolDir: string): UploadSource {
  return {
    async open(importId, isPlanned) {
      const folder = join(spoolDir, importId);
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
      if (!names.includes(SOURCE)) return [];
      const files: UploadFile[] = [];
      try {
        for (const name of names) {
          if (name === SOURCE || (isPlanned && name !== OWNER))
            files.push(await openFile(join(folder, name), name));
        }
        return files;
      } catch (error) {
        for (const file of files) await file.close();
        // The import has ended since the folder was listed.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    },
  };
}

async function openFile(path: string, name: string): Promise<UploadFile> {
  const file = await open(path);
  return {
    name,
    read: () => file.createReadStream({ autoClose: false, start: 0 }),
    close: () => file.close(),
  };
}

/** Puts uploads of a backup into a spool folder, all at once at the end. */
export async function openUploadTarget(spoolDir: string): Promise<UploadTarget> {
  const staging = `${spoolDir}.restoring`;
  await rm(staging, { recursive: true, force: true });
  const added = new Set<string>();
  let current: { path: string; file: Awaited<ReturnType<typeof open>> } | null = null;
  const endFile = async (): Promise<void> => {
    const { file } = current ?? {};
    current = null;
    if (!file) return;
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  };
  return {
    async add(importId, name, data) {
      const folder = join(staging, importId);
      const path = join(folder, name);
      if (current?.path !== path) {
        await endFile();
        await mkdir(folder, { recursive: true });
        current = { path, file: await open(path, 'a') };
        added.add(importId);
      }
      await current.file.appendFile(data);
    },
    async finish() {
      await endFile();
      await mkdir(spoolDir, { recursive: true });
      for (const importId of added) {
        await rm(join(spoolDir, importId), { recursive: true, force: true });
        await rename(join(staging, importId), join(spoolDir, importId));
      }
    },
    async [Symbol.asyncDispose]() {
      await endFile();
      await rm(staging, { recursive: true, force: true });
    },
  };
}
