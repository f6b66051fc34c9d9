import { CALCULATION_COLLECTION, SPATIAL_COLLECTION } from '@sizewise/shared';
import { MongoClient } from 'mongodb';

/** The documents of imports in MongoDB, for removal. */
export class MongoRowStore implements AsyncDisposable {
  readonly #client: MongoClient;
  readonly #database: string;

  constructor(url: string, database: string) {
    this.#client = new MongoClient(url, { maxPoolSize: 2, serverSelectionTimeoutMS: 5000 });
    this.#database = database;
  }

  /** Deletes every document of one import. */
  async deleteImport(projectId: string, importId: string): Promise<void> {
    for (const name of [SPATIAL_COLLECTION, CALCULATION_COLLECTION]) {
      await this.#client
        .db(this.#database)
        .collection(name)
        .deleteMany({ import_id: importId, project_id: projectId });
    }
  }

  /** The deployment's operation time as text, for causal reads on secondaries; null on a standalone server. */
  async operationTime(): Promise<string | null> {
    const answer = await this.#client.db(this.#database).command({ ping: 1 });
    const time: unknown = answer['operationTime'];
    return time === undefined ? null : JSON.stringify(time);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
