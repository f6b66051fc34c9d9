import { mongoCalculation, type MongoCalculation, type SegmentCalculation } from '@sizewise/shared';
import type { Collection } from 'mongodb';

import { type CalculationWriter } from './calculation-writer.ts';
import { MongoWriter } from './mongo-writer.ts';

/** Into MongoDB, where the spatial documents are. */
export class MongoCalculationWriter implements CalculationWriter {
  readonly #writer: MongoWriter<MongoCalculation>;
  readonly #collection: Collection<MongoCalculation>;
  readonly #projectId: string;
  readonly #importId: string;
  readonly #takenBack: string[] = [];
  rows = 0;

  constructor(collection: Collection<MongoCalculation>, projectId: string, importId: string) {
    this.#collection = collection;
    this.#writer = new MongoWriter(collection);
    this.#projectId = projectId;
    this.#importId = importId;
  }

  push(segmentId: string, calculation: SegmentCalculation): Promise<void> | undefined {
    this.rows++;
    const owner = { projectId: this.#projectId, importId: this.#importId };
    return this.#writer.push(mongoCalculation(owner, segmentId, calculation, 'file'));
  }

  takeBack(segmentId: string): void {
    this.#takenBack.push(segmentId);
  }

  async end(): Promise<void> {
    await this.#writer.end();
    if (this.#takenBack.length > 0) await this.#collection.deleteMany({ _id: { $in: this.#takenBack } });
  }

  settle(): Promise<void> {
    return this.#writer.settle();
  }
}
