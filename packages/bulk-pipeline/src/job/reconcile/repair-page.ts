import {
  type Bounds,
  type CalculatedSegment,
  calculateSegment,
  isCalculated,
  mongoCalculation,
  mongoSpatialDocument,
  ownFlow,
} from '@sizewise/shared';

import { type Database, type Queryable } from '../../ports.ts';
import { type DocumentStore } from '../../write/document-store.ts';
import { type ImportRow } from '../import-row.ts';
import { type Differences, labelsOf } from './compare-page.ts';

/** Ids that one transaction puts right: the import is locked meanwhile. */
const AT_ONCE = 1000;

export interface Repaired {
  readonly removed: { readonly documents: number; readonly calculations: number };
  /** Written again. */
  readonly documents: number;
  readonly calculations: number;
  readonly relabelled: number;
}

type StoredSegment = CalculatedSegment & {
  readonly id: string;
  readonly version: number;
  readonly bounds: Bounds | null;
};

const SEGMENTS = `
  SELECT id, version, segment_type AS "segmentType", name, shape, width, height, diameter, length, airflow, material,
    CASE WHEN segment_type = 'duct_segment' THEN '{}'::jsonb ELSE properties END AS properties,
    CASE WHEN min_x IS NOT NULL THEN jsonb_build_object('minX', min_x, 'minY', min_y, 'minZ', min_z,
      'maxX', max_x, 'maxY', max_y, 'maxZ', max_z) END AS bounds
  FROM sizewise.project_segments WHERE project_id = $1 AND import_id = $2 AND id = ANY ($3::uuid[])`;

/** Puts documents right that a comparison found wrong. */
export class PageRepair {
  readonly #db: Database;
  readonly #store: DocumentStore;
  readonly #row: ImportRow;
  readonly #calculates: boolean;

  /** @param calculates whether segments with a flow of their own have calculations */
  constructor(db: Database, store: DocumentStore, row: ImportRow, calculates: boolean) {
    this.#db = db;
    this.#store = store;
    this.#row = row;
    this.#calculates = calculates;
  }

  /**
   * Segments are read again under the lock that writers of this import take, so that one who is at work is waited for.
   * @returns null when the import is no longer completed
   */
  async repair(found: Differences): Promise<Repaired | null> {
    const ids = [...found.surplus, ...found.surplusCalculations, ...found.missing, ...found.mislabelled];
    if (this.#calculates) ids.push(...found.uncalculated);
    const sum = { removed: { documents: 0, calculations: 0 }, documents: 0, calculations: 0, relabelled: 0 };
    const distinct = [...new Set(ids)];
    for (let from = 0; from < distinct.length; from += AT_ONCE) {
      const part = distinct.slice(from, from + AT_ONCE);
      const done = await this.#db.transaction((session) => this.#repairSome(session, part, found));
      if (done === null) return null;
      sum.removed.documents += done.removed.documents;
      sum.removed.calculations += done.removed.calculations;
      sum.documents += done.documents;
      sum.calculations += done.calculations;
      sum.relabelled += done.relabelled;
    }
    return sum;
  }

  async #repairSome(
    session: Queryable,
    ids: readonly string[],
    found: Differences,
  ): Promise<Repaired | null> {
    const { project_id: projectId, id: importId } = this.#row;
    const owner = { projectId, importId };
    const { rowCount } = await session.query(
      `SELECT 1 FROM sizewise.imports WHERE id = $1 AND status = 'completed' FOR UPDATE`,
      [importId],
    );
    if (rowCount !== 1) return null;
    const { rows } = await session.query<StoredSegment>(SEGMENTS, [projectId, importId, ids]);
    const stored = new Map(rows.map((row) => [row.id, row]));
    const orphans = ids.filter((id) => !stored.has(id));
    if (orphans.length > 0) await this.#store.remove(session, owner, orphans);
    const documents = rows.filter(({ id }) => found.missing.has(id)).map((row) => this.#documentOf(row));
    const calculations = rows
      .filter(({ id }) => found.uncalculated.has(id) && this.#calculates)
      .flatMap((row) => this.#calculationOf(row));
    const added = await this.#store.add(session, documents, calculations);
    const mislabelled = rows.filter(({ id }) => found.mislabelled.has(id));
    if (mislabelled.length > 0) await this.#store.relabel(session, owner, labelsOf(mislabelled));
    return {
      removed: {
        documents: orphans.filter((id) => found.surplus.has(id)).length,
        calculations: orphans.filter((id) => found.surplusCalculations.has(id)).length,
      },
      documents: added.documents,
      calculations: added.calculations,
      relabelled: mislabelled.length,
    };
  }

  #documentOf({ id, segmentType, bounds }: StoredSegment) {
    return mongoSpatialDocument({
      id,
      projectId: this.#row.project_id,
      importId: this.#row.id,
      segmentId: id,
      layerType: segmentType,
      bounds,
      shape: null,
    });
  }

  #calculationOf(segment: StoredSegment) {
    if (!isCalculated(segment.segmentType)) return [];
    const calculation = calculateSegment(segment, ownFlow(segment));
    if (calculation === null) return [];
    const owner = { projectId: this.#row.project_id, importId: this.#row.id };
    return [mongoCalculation(owner, segment.id, calculation, segment.version > 1 ? 'user' : 'file')];
  }
}
