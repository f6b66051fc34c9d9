import { CALCULATION_COLLECTION, SPATIAL_COLLECTION } from '@sizewise/shared';
import { type Db } from 'mongodb';

import { addParts, partName } from './archive-parts.ts';
import { type ArchiveWriter } from './archive-writer.ts';
import { type KeptImport } from './backup-imports.ts';
import { documentsFolder } from './entry-names.ts';

export const COLLECTIONS = [SPATIAL_COLLECTION, CALCULATION_COLLECTION] as const;

/** Copies documents import by import; one that is copied again replaces what was copied before. */
export class DocumentBackup {
  readonly #db: Db;
  readonly #archive: ArchiveWriter;
  readonly #signal: AbortSignal;
  readonly #generations = new Map<string, number>();
  /** By collection, then by import. */
  readonly #counts = new Map<string, Map<string, number>>(COLLECTIONS.map((name) => [name, new Map()]));

  constructor(db: Db, archive: ArchiveWriter, signal: AbortSignal) {
    this.#db = db;
    this.#archive = archive;
    this.#signal = signal;
  }

  async add({ id }: KeptImport): Promise<void> {
    const generation = (this.#generations.get(id) ?? 0) + 1;
    this.#generations.set(id, generation);
    for (const name of COLLECTIONS) {
      const folder = documentsFolder(name, id, generation);
      let count = 0;
      const found = this.#documents(name, id);
      const counted = async function* (): AsyncGenerator<Buffer> {
        for await (const document of found) {
          count++;
          yield document;
        }
      };
      await addParts(this.#archive, counted(), (part) => partName(folder, part));
      // An import without documents has no part that would replace those of before.
      if (generation > 1 && count === 0) await this.#archive.add(partName(folder, 1), Buffer.alloc(0));
      this.#counts.get(name)?.set(id, count);
    }
  }

  /** Documents by collection, without those of imports that are not restored. */
  counts(withdrawn: ReadonlySet<string>): Record<string, number> {
    return Object.fromEntries(
      [...this.#counts].map(([name, byImport]) => [
        name,
        [...byImport].reduce((sum, [id, count]) => (withdrawn.has(id) ? sum : sum + count), 0),
      ]),
    );
  }

  /** As they lie in the store, in BSON. */
  #documents(collection: string, importId: string): AsyncIterable<Buffer> {
    const cursor = this.#db
      .collection(collection)
      .find({ import_id: importId }, { raw: true, batchSize: 1000, signal: this.#signal });
    return cursor as unknown as AsyncIterable<Buffer>;
  }
}
