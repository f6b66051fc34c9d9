import {
  CALCULATION_COLLECTION,
  type MongoCalculation,
  type MongoSpatialDocument,
  SPATIAL_COLLECTION,
} from '@sizewise/shared';
import type { Collection, Db, OptionalId } from 'mongodb';

import { type Queryable } from '../ports.ts';
import {
  type AddedDocuments,
  type DocumentRange,
  type DocumentStore,
  type StoredDocument,
} from './document-store.ts';
import { onlyReplayed } from './mongo-writer.ts';
import { type RowOwner } from './row-owner.ts';

const BATCH = 5000;

interface Listed {
  readonly _id: string;
  readonly import_id: string;
  readonly layer_type: string;
}

/** In MongoDB. Its reads ask the primary: a secondary may lack what was written last. */
export class MongoDocumentStore implements DocumentStore {
  readonly #database: () => Promise<Db>;

  constructor(database: () => Promise<Db>) {
    this.#database = database;
  }

  async *spatial(range: DocumentRange, signal: AbortSignal): AsyncGenerator<StoredDocument> {
    for await (const { _id: id, layer_type: layerType } of this.#listed(SPATIAL_COLLECTION, range, signal))
      yield { id, layerType };
  }

  async *calculations(range: DocumentRange, signal: AbortSignal): AsyncGenerator<string> {
    for await (const { _id } of this.#listed(CALCULATION_COLLECTION, range, signal)) yield _id;
  }

  async remove(_session: Queryable, { importId }: RowOwner, ids: readonly string[]): Promise<void> {
    for (const name of [SPATIAL_COLLECTION, CALCULATION_COLLECTION]) {
      await (await this.#collection(name)).deleteMany({ _id: { $in: [...ids] }, import_id: importId });
    }
  }

  async add(
    _session: Queryable,
    documents: readonly MongoSpatialDocument[],
    calculations: readonly MongoCalculation[],
  ): Promise<AddedDocuments> {
    return {
      documents: await addAll(await this.#collection<MongoSpatialDocument>(SPATIAL_COLLECTION), documents),
      calculations: await addAll(
        await this.#collection<MongoCalculation>(CALCULATION_COLLECTION),
        calculations,
      ),
    };
  }

  async relabel(
    _session: Queryable,
    { importId }: RowOwner,
    documents: readonly StoredDocument[],
  ): Promise<void> {
    if (documents.length === 0) return;
    const collection = await this.#collection<Listed>(SPATIAL_COLLECTION);
    await collection.bulkWrite(
      documents.map(({ id, layerType }) => ({
        updateOne: { filter: { _id: id, import_id: importId }, update: { $set: { layer_type: layerType } } },
      })),
      { ordered: false },
    );
  }

  // By `_id` alone, whose index is there in every collection; whose import it is, the document says.
  async *#listed(
    name: string,
    { importId, after, upTo }: DocumentRange,
    signal: AbortSignal,
  ): AsyncGenerator<Listed> {
    const found = (await this.#collection<Listed>(name)).find(
      { _id: { $gt: after, $lte: upTo } },
      { projection: { import_id: 1, layer_type: 1 }, batchSize: BATCH, signal },
    );
    for await (const document of found) if (document.import_id === importId) yield document;
  }

  async #collection<T extends { readonly _id: string }>(name: string): Promise<Collection<T>> {
    return (await this.#database()).collection<T>(name, { readPreference: 'primary' });
  }
}

async function addAll<T extends { readonly _id: string }>(
  collection: Collection<T>,
  documents: readonly T[],
): Promise<number> {
  if (documents.length === 0) return 0;
  const operations = documents.map((document) => ({ insertOne: { document: document as OptionalId<T> } }));
  try {
    const writeConcern = { w: 'majority', journal: true } as const;
    return (await collection.bulkWrite(operations, { ordered: false, writeConcern })).insertedCount;
  } catch (error) {
    const { MongoBulkWriteError } = await import('mongodb');
    if (!(error instanceof MongoBulkWriteError) || !(await onlyReplayed(error))) throw error;
    return error.insertedCount;
  }
}
