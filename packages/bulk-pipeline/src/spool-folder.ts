import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const OWNER = 'owner';

/** An upload whose import is not in the database, or not yet. */
export interface SpooledUpload {
  /** Name of the process that takes it. */
  readonly owner: string | null;
  /** True while this process takes it. */
  readonly isOpen: boolean;
  /** Milliseconds since 1970. */
  readonly changedAt: number;
}

/** The folder of uploads: one subfolder for each import, named by its id and never by anything a caller sent. */
export class Spool {
  readonly #dir: string;
  readonly #open = new Set<string>();

  constructor(dir: string) {
    this.#dir = dir;
  }

  /**
   * Makes the folder of an upload and keeps it from being swept until the scope ends.
   * @param owner name of this process, for the start after a crash to know the upload by
   */
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

  /** Ids of all imports and uploads that have a folder. */
  async folders(): Promise<string[]> {
    const names = await readdir(this.#dir).catch(() => []);
    return names.filter((name) => UUID.test(name));
  }

  /** What is known of an upload; null when its folder is gone. */
  async upload(importId: string): Promise<SpooledUpload | null> {
    const found = await stat(this.folder(importId)).catch(() => null);
    if (!found) return null;
    const owner = await readFile(join(this.folder(importId), OWNER), 'utf8').catch(() => null);
    return { owner, isOpen: this.#open.has(importId), changedAt: found.mtimeMs };
  }

  folder(importId: string): string {
    if (!UUID.test(importId)) throw new TypeError('An import id is a UUID in lower case');
    return join(this.#dir, importId);
  }

  /** The plain bytes of the drawing. */
  source(importId: string): string {
    return join(this.folder(importId), 'source');
  }

  /** Bytes of the drawing, or null when it is no longer kept. */
  async size(importId: string): Promise<number | null> {
    return stat(this.source(importId)).then(
      (found) => found.size,
      () => null,
    );
  }

  async remove(importId: string): Promise<void> {
    await rm(this.folder(importId), { recursive: true, force: true });
  }
}
