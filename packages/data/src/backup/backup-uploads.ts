import { type Readable } from 'node:stream';

import { addParts, partName } from './archive-parts.ts';
import { type ArchiveWriter } from './archive-writer.ts';
import { type KeptImport } from './backup-imports.ts';
import { uploadFolder } from './entry-names.ts';

/** One file of an upload, held open: it can be read even where the import ends and its upload is removed. */
export interface UploadFile {
  readonly name: string;
  read(): Readable;
  close(): Promise<void>;
}

/** Where uploads are kept. */
export interface UploadSource {
  /**
   * The files of an import's upload; empty where it is gone.
   * @param isPlanned whether what the plan made of it beside is wanted too
   */
  open(importId: string, isPlanned: boolean): Promise<readonly UploadFile[]>;
}

/** Uploads of more imports than this are not held: files that are open are limited. */
const MOST_HELD = 100;

/** The uploads of unfinished imports, from the moment of the snapshot on. */
export class UploadBackup implements AsyncDisposable {
  readonly #source: UploadSource;
  readonly #held = new Map<string, readonly UploadFile[]>();

  constructor(source: UploadSource) {
    this.#source = source;
  }

  async hold(unfinished: readonly KeptImport[]): Promise<void> {
    for (const { id, isPlanned } of unfinished.slice(0, MOST_HELD)) {
      this.#held.set(id, await this.#source.open(id, isPlanned));
    }
  }

  /** @returns ids of those whose upload was there */
  async addAll(archive: ArchiveWriter, unfinished: readonly KeptImport[]): Promise<string[]> {
    const added: string[] = [];
    for (const { id, isPlanned } of unfinished) {
      const files = this.#held.get(id) ?? (await this.#source.open(id, isPlanned));
      this.#held.set(id, files);
      for (const file of files) {
        await addParts(archive, file.read(), (part) => partName(uploadFolder(id, file.name), part));
      }
      if (files.length > 0) added.push(id);
      await this.#release(id);
    }
    return added;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const id of this.#held.keys()) await this.#release(id);
  }

  async #release(id: string): Promise<void> {
    const files = this.#held.get(id) ?? [];
    this.#held.delete(id);
    for (const file of files) await file.close();
  }
}
