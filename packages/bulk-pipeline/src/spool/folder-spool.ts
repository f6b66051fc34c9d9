import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { checkLinked } from '../intake/index.ts';
import {
  checkImportId,
  isImportId,
  SOURCE,
  type SourceFile,
  type SpooledUpload,
  type SpoolStore,
} from './spool-store.ts';

const OWNER = 'owner';

/** A folder that every process on the database sees under this path: one subfolder for each import. */
export class FolderSpool implements SpoolStore {
  readonly #dir: string;
  readonly #open = new Set<string>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  async begin(importId: string, owner: string): Promise<Disposable> {
    this.#open.add(importId);
    const end = (): void => void this.#open.delete(importId);
    try {
      await mkdir(this.folder(importId), { recursive: true });
      await writeFile(join(this.folder(importId), OWNER), owner);
      return { [Symbol.dispose]: end };
    } catch (error) {
      await this.remove(importId);
      end();
      throw error;
    }
  }

  folder(importId: string): string {
    checkImportId(importId);
    return join(this.#dir, importId);
  }

  /** What is in the folder is kept already. */
  async keep(): Promise<void> {}

  async open(importId: string): Promise<SourceFile | null> {
    const scratchDir = this.folder(importId);
    const path = join(scratchDir, SOURCE);
    const bytes = await sizeOf(path);
    return bytes === null ? null : { path, bytes, scratchDir, [Symbol.dispose]: () => undefined };
  }

  async checkUnchanged(importId: string): Promise<void> {
    const dir = this.folder(importId);
    await checkLinked(dir, join(dir, SOURCE));
  }

  async has(importId: string): Promise<boolean> {
    return (await sizeOf(join(this.folder(importId), SOURCE))) !== null;
  }

  async entries(): Promise<string[]> {
    const names = await readdir(this.#dir).catch(() => []);
    return names.filter(isImportId);
  }

  async upload(importId: string): Promise<SpooledUpload | null> {
    const found = await stat(this.folder(importId)).catch(() => null);
    if (!found) return null;
    const owner = await readFile(join(this.folder(importId), OWNER), 'utf8').catch(() => null);
    return { owner, isOpen: this.#open.has(importId), changedAt: found.mtimeMs };
  }

  async remove(importId: string): Promise<void> {
    await rm(this.folder(importId), { recursive: true, force: true });
  }

  async usage(): Promise<number> {
    let sum = 0;
    for (const importId of await this.entries()) {
      const folder = this.folder(importId);
      const names = await readdir(folder).catch(() => []);
      for (const name of names) sum += (await sizeOf(join(folder, name))) ?? 0;
    }
    return sum;
  }

  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Null where there is no such file. */
async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    (found) => found.size,
    () => null,
  );
}
