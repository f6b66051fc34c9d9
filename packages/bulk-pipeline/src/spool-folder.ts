import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The folder of uploads: one subfolder for each import, named by its id and never by anything a caller sent. */
export class Spool {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
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
