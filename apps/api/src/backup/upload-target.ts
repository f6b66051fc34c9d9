import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { type SpoolStore } from '@sizewise/bulk-pipeline';
import { type UploadTarget } from '@sizewise/data';

/** Name of the process that a restored upload comes from. */
const OWNER = 'restore';

/**
 * Puts uploads of a backup into a spool, all of them at the end.
 * @param staging folder for them until then, on the disk of the spool's own folders
 */
export async function openUploadTarget(
  spool: SpoolStore,
  staging: string,
  signal: AbortSignal,
): Promise<UploadTarget> {
  await rm(staging, { recursive: true, force: true });
  return new SpoolTarget(spool, staging, signal);
}

class SpoolTarget implements UploadTarget {
  readonly #spool: SpoolStore;
  readonly #staging: string;
  readonly #signal: AbortSignal;
  readonly #added = new Set<string>();
  #current: { path: string; file: FileHandle } | null = null;

  constructor(spool: SpoolStore, staging: string, signal: AbortSignal) {
    this.#spool = spool;
    this.#staging = staging;
    this.#signal = signal;
  }

  async add(importId: string, name: string, data: Buffer): Promise<void> {
    const path = join(this.#staging, importId, name);
    if (this.#current?.path !== path) {
      await this.#endFile();
      await mkdir(join(this.#staging, importId), { recursive: true });
      this.#current = { path, file: await open(path, 'a') };
      this.#added.add(importId);
    }
    await this.#current.file.appendFile(data);
  }

  async finish(): Promise<void> {
    await this.#endFile();
    for (const importId of this.#added) {
      // With --replace it may be there already.
      await this.#spool.remove(importId);
      using _upload = await this.#spool.begin(importId, OWNER);
      for (const name of await readdir(join(this.#staging, importId))) {
        await rename(join(this.#staging, importId, name), join(this.#spool.folder(importId), name));
      }
      await this.#spool.keep(importId, this.#signal);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#endFile();
    await rm(this.#staging, { recursive: true, force: true });
  }

  async #endFile(): Promise<void> {
    const { file } = this.#current ?? {};
    this.#current = null;
    if (!file) return;
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }
}
