import { type MongoPool, type Queryable } from '@sizewise/optimizer';
import {
  CALCULATION_COLLECTION,
  type CalculationType,
  mongoCalculation,
  type MongoCalculation,
  type TileValue,
  type ValueRange,
} from '@sizewise/shared';
import { type AnyBulkWriteOperation, type Collection } from 'mongodb';

import { recordOperationTime } from '../spatial/operation-time.ts';
import {
  type CalculationChange,
  type CalculationStore,
  type ImportOwner,
  type KeptCalculation,
  RESULT_OF,
} from './calculation-store.ts';

const OPERATIONS_PER_BATCH = 1000;

/** Calculations in MongoDB. */
export class MongoCalculationStore implements CalculationStore {
  readonly #mongo: MongoPool;
  readonly #collection: Collection<MongoCalculation>;

  constructor(mongo: MongoPool) {
    this.#mongo = mongo;
    this.#collection = mongo.db.collection<MongoCalculation>(CALCULATION_COLLECTION, {
      readPreference: 'primary',
    });
  }

  async of(
    _session: Queryable,
    projectId: string,
    segmentIds: readonly string[],
  ): Promise<KeptCalculation[]> {
    const found = await this.#collection
      .find({ _id: { $in: [...segmentIds] }, project_id: projectId })
      .toArray();
    return found.map((one) => ({
      segmentId: one.segment_id,
      // Only ours are under a segment's id.
      calculationType: one.calculation_type as CalculationType,
      source: one.source,
      input: one.input,
      resultData: one.result_data as KeptCalculation['resultData'],
    }));
  }

  async range(
    _session: Queryable,
    projectId: string,
    importIds: readonly string[],
    value: TileValue,
  ): Promise<ValueRange | null> {
    const field = `result_data.${RESULT_OF[value]}`;
    const [found] = await this.#collection
      .aggregate<ValueRange>([
        {
          $match: { project_id: projectId, import_id: { $in: [...importIds] }, [field]: { $type: 'number' } },
        },
        { $group: { _id: null, min: { $min: `$${field}` }, max: { $max: `$${field}` }, count: { $sum: 1 } } },
        { $project: { _id: 0 } },
      ])
      .toArray();
    return found ?? null;
  }

  async change(session: Queryable, owner: ImportOwner, change: CalculationChange): Promise<void> {
    await this.#write(owner, change);
    await recordOperationTime(session, this.#mongo, owner.importId);
  }

  async restore(
    owner: ImportOwner,
    change: CalculationChange,
    before: readonly KeptCalculation[],
  ): Promise<void> {
    const had = new Set(before.map(({ segmentId }) => segmentId));
    const remove = change.save.map(({ segmentId }) => segmentId).filter((id) => !had.has(id));
    await this.#write(owner, { save: before, remove });
  }

  async #write(owner: ImportOwner, { save, remove }: CalculationChange): Promise<void> {
    const operations = save.map((one): AnyBulkWriteOperation<MongoCalculation> => {
      const { _id, ...replacement } = mongoCalculation(owner, one.segmentId, one, one.source);
      return { replaceOne: { filter: { _id }, replacement, upsert: true } };
    });
    if (remove.length > 0) operations.push({ deleteMany: { filter: { _id: { $in: [...remove] } } } });
    for (let from = 0; from < operations.length; from += OPERATIONS_PER_BATCH) {
      await this.#collection.bulkWrite(operations.slice(from, from + OPERATIONS_PER_BATCH), {
        ordered: false,
        writeConcern: { w: 'majority', journal: true },
      });
    }
  }
}
