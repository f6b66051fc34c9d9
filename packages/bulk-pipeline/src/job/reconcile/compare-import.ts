import { mongoCalculation, type MongoCalculation } from '@sizewise/shared';

import { type Database } from '../../ports.ts';
import { type DocumentStore } from '../../write/document-store.ts';
import { summedCalculations } from '../../write/network-writer.ts';
import { WarningTally } from '../../write/tally.ts';
import { type ImportRow } from '../import-row.ts';
import { ChunkSums } from './chunk-sums.ts';
import { comparePage } from './compare-page.ts';
import { type Reconciliation, type ReconcileFinding } from './reconciliation.ts';
import { PageRepair } from './repair-page.ts';
import { segmentPages } from './segment-pages.ts';

const BATCH = 1000;
/** Formats whose documents have outlines, which no segment holds. */
const OUTLINED: ReadonlySet<string> = new Set(['dxf', 'dwg', 'geojson']);

export interface CompareDeps {
  readonly db: Database;
  /** Null: there are no spatial documents. */
  readonly documents: DocumentStore | null;
  /** Whether ducts with a flow are calculated. */
  readonly calculations: boolean;
}

/**
 * Holds the documents of one completed import to its segments, and its segments to the ledger; takes surplus documents
 * away and writes missing ones again. Memory does not depend on the size of the import.
 * @returns null when the import ended to be completed meanwhile
 */
export async function reconcileImport(
  { db, documents: store, calculations: calculates }: CompareDeps,
  row: ImportRow,
  signal: AbortSignal,
): Promise<Reconciliation | null> {
  const sums = new ChunkSums();
  const total = { segments: 0, documents: 0, calculations: 0 };
  const removed = { documents: 0, calculations: 0 };
  const written = { documents: 0, calculations: 0 };
  let relabelled = 0;
  const repair = store && new PageRepair(db, store, row, calculates);
  for await (const page of segmentPages(db, row, signal)) {
    for (const { id } of page.segments) sums.add(id);
    total.segments += page.segments.length;
    if (!store || !repair) continue;
    const found = await comparePage(store, row, page, signal);
    const done = await repair.repair(found);
    if (done === null) return null;
    removed.documents += done.removed.documents;
    removed.calculations += done.removed.calculations;
    written.documents += done.documents;
    written.calculations += done.calculations;
    relabelled += done.relabelled;
    total.documents += found.documents + done.documents - done.removed.documents;
    total.calculations += found.calculations + done.calculations - done.removed.calculations;
  }
  if (store && calculates && total.calculations < Number(row.calculations_written)) {
    const summed = await addSummed(db, store, row, signal);
    written.calculations += summed;
    total.calculations += summed;
  }
  const findings = [
    ...(await sums.againstLedger(db, row)),
    ...(store ? countFindings(row, total) : []),
    ...lostOutlines(row, written.documents),
  ];
  const { project_id: projectId, id: importId, file_name: fileName } = row;
  return { importId, projectId, fileName, ...total, removed, written, relabelled, findings };
}

/** Calculations that follow from flows summed along networks; those that are stored stay. */
async function addSummed(
  db: Database,
  store: DocumentStore,
  row: ImportRow,
  signal: AbortSignal,
): Promise<number> {
  const owner = { projectId: row.project_id, importId: row.id };
  return db.transaction(async (session) => {
    let added = 0;
    let batch: MongoCalculation[] = [];
    const flush = async (): Promise<void> => {
      added += (await store.add(session, [], batch)).calculations;
      batch = [];
    };
    const summed = summedCalculations(session, owner, new WarningTally(), signal);
    for await (const { segmentId, calculation } of summed) {
      batch.push(mongoCalculation(owner, segmentId, calculation, 'file'));
      if (batch.length === BATCH) await flush();
    }
    await flush();
    return added;
  });
}

function countFindings(
  row: ImportRow,
  total: { readonly documents: number; readonly calculations: number },
): ReconcileFinding[] {
  const pairs = [
    ['spatial documents', total.documents, Number(row.spatial_written)],
    ['calculations', total.calculations, Number(row.calculations_written)],
  ] as const;
  return pairs.flatMap(([what, stored, said]): ReconcileFinding[] =>
    stored === said
      ? []
      : [
          {
            code: 'counts_differ',
            detail: `${stored} ${what} are stored where the import says ${said}`,
            count: Math.abs(stored - said),
          },
        ],
  );
}

function lostOutlines(row: ImportRow, written: number): ReconcileFinding[] {
  if (written === 0 || row.format === null || !OUTLINED.has(row.format)) return [];
  const detail = 'Documents were written again without their outlines; send the drawing again to have them';
  return [{ code: 'outlines_lost', detail, count: written }];
}
