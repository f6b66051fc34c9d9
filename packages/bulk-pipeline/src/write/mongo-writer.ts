import type { Collection, OptionalId } from 'mongodb';

// 1,000 documents of about 300 bytes keep a message far below 48 MB, and mongod splits larger ones anyway.
const BATCH_DOCUMENTS = 1000;
const MAX_IN_FLIGHT = 2;
const DUPLICATE_KEY = 11_000;

/** Documents carry deterministic ids, so a duplicate key means that an earlier attempt stored this very document. */
export async function onlyReplayed(error: unknown): Promise<boolean> {
  const { MongoBulkWriteError } = await import('mongodb');
  if (!(error instanceof MongoBulkWriteError)) return false;
  const errors = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  return errors.length > 0 && errors.every((one) => one.code === DUPLICATE_KEY);
}

/** Writes documents by unordered bulkWrite, a few batches at a time; `push` returns a promise when it is behind. */
export class MongoWriter<T extends { readonly _id: string }> {
  readonly #collection: Collection<T>;
  readonly #inFlight = new Set<Promise<void>>();
  #batch: OptionalId<T>[] = [];
  #failure: unknown;
  #documents = 0;

  constructor(collection: Collection<T>) {
    this.#collection = collection;
  }

  /** Documents stored so far, replayed ones included. */
  get documents(): number {
    return this.#documents;
  }

  push(document: OptionalId<T>): Promise<void> | undefined {
    this.#batch.push(document);
    return this.#batch.length < BATCH_DOCUMENTS ? undefined : this.#send();
  }

  /** Writes what is left and waits for every batch. @throws the first error of a batch. */
  async end(): Promise<void> {
    if (this.#batch.length > 0) await this.#send();
    await Promise.all(this.#inFlight);
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Waits until nothing is on its way any more, whatever comes of it: for a chunk that is given up. */
  async settle(): Promise<void> {
    await Promise.all(this.#inFlight);
  }

  async #send(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    const write = this.#write(batch)
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => this.#inFlight.delete(write));
    this.#inFlight.add(write);
    if (this.#inFlight.size >= MAX_IN_FLIGHT) await Promise.race(this.#inFlight);
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #write(batch: OptionalId<T>[]): Promise<void> {
    const operations = batch.map((document) => ({ insertOne: { document } }));
    try {
      await this.#collection.bulkWrite(operations, {
        ordered: false,
        writeConcern: { w: 'majority', journal: true },
      });
    } catch (error) {
      if (!(await onlyReplayed(error))) throw error;
    }
    this.#documents += batch.length;
  }
}
