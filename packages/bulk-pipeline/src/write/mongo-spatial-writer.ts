import {
  CALCULATION_COLLECTION,
  type MongoCalculation,
  type MongoSpatialDocument,
  mongoSpatialDocument,
  type SegmentRecord,
  SPATIAL_COLLECTION,
} from '@sizewise/shared';
import type { Collection } from 'mongodb';

import { type CalculationWriter } from './calculation-writer.ts';
import { MongoCalculationWriter } from './mongo-calculation-writer.ts';
import { MongoWriter } from './mongo-writer.ts';
import { type SpatialWriter } from './spatial-writer.ts';

/** The MongoDB connection of one worker thread. */
export interface MongoSpatialSession extends AsyncDisposable {
  writer(projectId: string, importId: string): SpatialWriter;
  calculationWriter(projectId: string, importId: string): CalculationWriter;
  close(): Promise<void>;
}

/** Milliseconds; a batch is stored in a fraction of a second. A chunk would wait for ever for an answer that was lost. */
const ANSWER_MS = 60_000;

/**
 * @param answerMs after which a batch that has no answer fails, and its chunk is written again
 * @throws MongoServerSelectionError when no server answers
 */
export async function openMongoSpatial(
  url: string,
  database: string,
  answerMs = ANSWER_MS,
): Promise<MongoSpatialSession> {
  // Loaded only here: each thread without MongoDB saves a tenth of a second and 24 MB.
  const { MongoClient } = await import('mongodb');
  const client = new MongoClient(url, {
    maxPoolSize: 4,
    appName: 'sizewise-import',
    serverSelectionTimeoutMS: 5000,
    socketTimeoutMS: answerMs,
    waitQueueTimeoutMS: answerMs,
  });
  await client.connect();
  const collection = client.db(database).collection<MongoSpatialDocument>(SPATIAL_COLLECTION);
  const calculations = client.db(database).collection<MongoCalculation>(CALCULATION_COLLECTION);
  const close = (): Promise<void> => client.close();
  return {
    writer: (projectId, importId) => new MongoSpatialWriter(collection, projectId, importId),
    calculationWriter: (projectId, importId) => new MongoCalculationWriter(calculations, projectId, importId),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Into MongoDB, while the segments go to PostgreSQL. */
export class MongoSpatialWriter implements SpatialWriter {
  readonly #writer: MongoWriter<MongoSpatialDocument>;
  readonly #projectId: string;
  readonly #importId: string;
  readonly #collection: Collection<MongoSpatialDocument>;
  readonly #takenBack: string[] = [];
  rows = 0;

  constructor(collection: Collection<MongoSpatialDocument>, projectId: string, importId: string) {
    this.#collection = collection;
    this.#writer = new MongoWriter(collection);
    this.#projectId = projectId;
    this.#importId = importId;
  }

  push(id: string, record: SegmentRecord): Promise<void> | undefined {
    this.rows++;
    return this.#writer.push(
      mongoSpatialDocument({
        id,
        projectId: this.#projectId,
        importId: this.#importId,
        segmentId: id,
        layerType: record.segmentType,
        bounds: record.bounds,
        shape: record.outline,
      }),
    );
  }

  takeBack(id: string): void {
    this.#takenBack.push(id);
  }

  async end(): Promise<void> {
    await this.#writer.end();
    if (this.#takenBack.length > 0) await this.#collection.deleteMany({ _id: { $in: this.#takenBack } });
  }

  settle(): Promise<void> {
    return this.#writer.settle();
  }
}
