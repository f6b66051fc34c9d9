import { BSON, type Db, MongoBulkWriteError } from 'mongodb';

import { COLLECTIONS } from './backup-documents.ts';
import { BackupDamagedError, InstallationNotEmptyError } from './errors.ts';

const LENGTH_BYTES = 4;
const DURABLE = { w: 'majority', journal: true } as const;

/** Loads documents into collections of their own, which take the place of the real ones at the end. */
export class DocumentLoader implements AsyncDisposable {
  readonly #db: Db;
  #isOver = false;

  constructor(db: Db) {
    this.#db = db;
  }

  /** @throws InstallationNotEmptyError */
  async checkUnused(): Promise<void> {
    for (const name of COLLECTIONS) {
      const found = await this.#db.collection(name).findOne({}, { projection: { _id: 1 } });
      if (found) throw new InstallationNotEmptyError(`MongoDB has documents in ${name}`);
    }
  }

  /** Empties what an earlier attempt left. */
  async begin(): Promise<void> {
    for (const name of COLLECTIONS) {
      await this.#db.collection(loading(name)).deleteMany({});
      await this.#db.collection(loading(name)).createIndex({ import_id: 1 });
    }
  }

  /** @param replaces whether documents of this import that were loaded before are older ones */
  async add(collection: string, importId: string, data: Buffer, replaces: boolean): Promise<void> {
    if (!(COLLECTIONS as readonly string[]).includes(collection)) {
      throw new BackupDamagedError(`documents of an unknown collection ${collection}`);
    }
    const target = this.#db.collection(loading(collection));
    if (replaces) await target.deleteMany({ import_id: importId }, { writeConcern: DURABLE });
    const documents = [...documentsIn(data)];
    if (documents.length === 0) return;
    try {
      await target.insertMany(documents, { ordered: false, writeConcern: DURABLE });
    } catch (error) {
      if (!(error instanceof MongoBulkWriteError)) throw error;
      throw new BackupDamagedError(`documents of import ${importId} were refused`, error);
    }
  }

  /** Removes the documents of imports that are not restored. @returns documents that are left, by collection */
  async keepOnly(importIds: readonly string[]): Promise<Record<string, number>> {
    const kept = new Set(importIds);
    const counts: Record<string, number> = {};
    for (const name of COLLECTIONS) {
      const collection = this.#db.collection(loading(name));
      for (const id of await collection.distinct('import_id')) {
        if (!kept.has(String(id))) await collection.deleteMany({ import_id: id }, { writeConcern: DURABLE });
      }
      counts[name] = await collection.countDocuments();
    }
    return counts;
  }

  /** Puts the loaded collections in the place of the real ones; their indexes have to be built anew. */
  async finish(): Promise<void> {
    for (const name of COLLECTIONS) {
      await this.#db.collection(loading(name)).rename(name, { dropTarget: true });
    }
    this.#isOver = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return;
    for (const name of COLLECTIONS) await this.#db.dropCollection(loading(name)).catch(() => undefined);
  }
}

function loading(collection: string): string {
  return `${collection}_restoring`;
}

/** Documents follow each other, each with its length in front; numbers keep their BSON type. */
function* documentsIn(data: Buffer): Generator<BSON.Document> {
  for (let at = 0; at < data.length;) {
    const length = at + LENGTH_BYTES <= data.length ? data.readInt32LE(at) : 0;
    if (length <= LENGTH_BYTES || at + length > data.length) {
      throw new BackupDamagedError('a document is cut off');
    }
    yield BSON.deserialize(data.subarray(at, at + length), { promoteValues: false });
    at += length;
  }
}
