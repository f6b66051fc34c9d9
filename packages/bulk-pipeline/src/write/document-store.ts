import { type MongoCalculation, type MongoSpatialDocument } from '@sizewise/shared';

import { type Queryable } from '../ports.ts';
import { type RowOwner } from './row-owner.ts';

/** A piece of one import's documents, in order of their ids. */
export interface DocumentRange extends RowOwner {
  /** Not included. */
  readonly after: string;
  /** Included. */
  readonly upTo: string;
}

export interface StoredDocument {
  readonly id: string;
  readonly layerType: string;
}

export interface AddedDocuments {
  readonly documents: number;
  readonly calculations: number;
}

/**
 * Spatial documents and calculations of imports where they are stored, for the comparison with segments. Changes belong
 * to the session's transaction where the store is in PostgreSQL.
 */
export interface DocumentStore {
  /** Ids and layer types of spatial documents, in no order. */
  spatial(range: DocumentRange, signal: AbortSignal): AsyncIterable<StoredDocument>;
  /** Ids of calculations, in no order. */
  calculations(range: DocumentRange, signal: AbortSignal): AsyncIterable<string>;
  /** Removes the spatial documents and calculations with these ids that belong to the import. */
  remove(session: Queryable, owner: RowOwner, ids: readonly string[]): Promise<void>;
  /** Writes documents; one that is there already stays as it is. @returns how many were not there */
  add(
    session: Queryable,
    documents: readonly MongoSpatialDocument[],
    calculations: readonly MongoCalculation[],
  ): Promise<AddedDocuments>;
  relabel(session: Queryable, owner: RowOwner, documents: readonly StoredDocument[]): Promise<void>;
}
