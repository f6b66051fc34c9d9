import { type RowOwner } from '@sizewise/bulk-pipeline';
import { type Lease, type Queryable } from '@sizewise/optimizer';
import { type SpatialDocument } from '@sizewise/shared';

/** A document that has an id but, as yet, no import. */
export type NewDocument = Omit<SpatialDocument, 'importId'>;

/** Writes documents together with a transaction of PostgreSQL. */
export interface SpatialWriter {
  /**
   * Runs `transaction`, which must call `write` once with its lease; when it fails, no document is left.
   * @param documents in order of their ids
   */
  within<T>(
    projectId: string,
    documents: readonly NewDocument[],
    transaction: (write: (lease: Lease, importId: string) => Promise<void>) => Promise<T>,
  ): Promise<T>;
  /** Sets the layer type of a segment's document. */
  relabel(session: Queryable, owner: RowOwner, segmentId: string, layerType: string): Promise<void>;
  /**
   * Puts documents in the place of those of the same ids. A store outside of PostgreSQL keeps them where the transaction
   * fails afterwards.
   */
  replace(lease: Lease, owner: RowOwner, documents: readonly NewDocument[]): Promise<void>;
  /** Removes documents by their ids, as the last step of a transaction. */
  remove(lease: Lease, owner: RowOwner, ids: readonly string[]): Promise<void>;
  /** Removes what is kept outside of PostgreSQL for imports that exist no more. */
  forget(importIds: readonly string[]): Promise<void>;
}
