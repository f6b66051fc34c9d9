import {
  CALCULATION_COLLECTION,
  type MongoCalculation,
  type MongoSpatialDocument,
  SPATIAL_COLLECTION,
} from '@sizewise/shared';
import type { Db, MongoClient } from 'mongodb';

/** The documents of imports in MongoDB, for removal. */
export class MongoRowStore implements AsyncDisposable {
  readonly #url: string;
  readonly #database: string;
  #opening: Promise<MongoClient> | null = null;

  constructor(url: string, database: string) {
    this.#url = url;
    this.#database = database;
  }

  /** Deletes every document of one import. */
  async deleteImport(projectId: string, importId: string): Promise<void> {
    const client = await this.#open();
    for (const name of [SPATIAL_COLLECTION, CALCULATION_COLLECTION]) {
      await client
        .db(this.#database)
        .collection(name)
        .deleteMany({ import_id: importId, project_id: projectId });
    }
  }

  /** Writes documents in the place of those of the same ids, where there are any: a replay doubles none. */
  async replace(
    documents: readonly MongoSpatialDocument[],
    calculations: readonly MongoCalculation[],
  ): Promise<void> {
    await this.#replaceIn(SPATIAL_COLLECTION, documents);
    await this.#replaceIn(CALCULATION_COLLECTION, calculations);
  }

  /** Removes the documents of segments. */
  async remove(segmentIds: readonly string[]): Promise<void> {
    const database = (await this.#open()).db(this.#database);
    for (const name of [SPATIAL_COLLECTION, CALCULATION_COLLECTION]) {
      await database.collection<{ _id: string }>(name).deleteMany({ _id: { $in: [...segmentIds] } });
    }
  }

  /** The database of the documents. */
  async open(): Promise<Db> {
    return (await this.#open()).db(this.#database);
  }

  /** The deployment's operation time as text, for causal reads on secondaries; null on a standalone server. */
  async operationTime(): Promise<string | null> {
    const client = await this.#open();
    const answer = await client.db(this.#database).command({ ping: 1 });
    const time: unknown = answer['operationTime'];
    return time === undefined ? null : JSON.stringify(time);
  }

  async close(): Promise<void> {
    const client = await this.#opening;
    await client?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #replaceIn<Document extends { readonly _id: string }>(
    name: string,
    documents: readonly Document[],
  ): Promise<void> {
    if (documents.length === 0) return;
    const collection = (await this.#open()).db(this.#database).collection<{ _id: string }>(name);
    await collection.bulkWrite(
      documents.map((replacement) => ({
        replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true },
      })),
      { ordered: false, writeConcern: { w: 'majority', journal: true } },
    );
  }

  /** The driver is loaded when it is first needed: hosts without MongoDB never pay for it. */
  #open(): Promise<MongoClient> {
    this.#opening ??= import('mongodb').then(
      ({ MongoClient }) => new MongoClient(this.#url, { maxPoolSize: 2, serverSelectionTimeoutMS: 5000 }),
    );
    return this.#opening;
  }
}
