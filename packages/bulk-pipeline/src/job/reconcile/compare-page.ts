import { isCalculated, type SegmentType } from '@sizewise/shared';

import { type DocumentStore, type StoredDocument } from '../../write/document-store.ts';
import { type ImportRow } from '../import-row.ts';
import { type SegmentPage } from './segment-pages.ts';

/** Ids where documents and segments of one stretch of ids do not agree. */
export interface Differences {
  /** With a document, without a segment. */
  readonly surplus: Set<string>;
  /** With a calculation, without a segment. */
  readonly surplusCalculations: Set<string>;
  /** With a segment, without a document. */
  readonly missing: Set<string>;
  /** Whose document has another layer type. */
  readonly mislabelled: Set<string>;
  /** With a flow of its own and no calculation; not every such segment has one. */
  readonly uncalculated: Set<string>;
}

export interface ComparedPage extends Differences {
  readonly documents: number;
  readonly calculations: number;
}

/** Compares one stretch of an import's ids; reads no more than ids and layer types. */
export async function comparePage(
  store: DocumentStore,
  row: ImportRow,
  page: SegmentPage,
  signal: AbortSignal,
): Promise<ComparedPage> {
  const range = { projectId: row.project_id, importId: row.id, after: page.after, upTo: page.upTo };
  const byId = new Map(page.segments.map((segment) => [segment.id, segment]));
  const surplus = new Set<string>();
  const surplusCalculations = new Set<string>();
  const mislabelled = new Set<string>();
  const missing = new Set(byId.keys());
  let documents = 0;
  for await (const { id, layerType } of store.spatial(range, signal)) {
    documents += 1;
    const segment = byId.get(id);
    if (!segment) surplus.add(id);
    else if (segment.segmentType !== layerType) mislabelled.add(id);
    missing.delete(id);
  }
  const uncalculated = new Set(
    page.segments
      .filter(({ hasFlow, segmentType }) => hasFlow && isCalculated(segmentType as SegmentType))
      .map(({ id }) => id),
  );
  let calculations = 0;
  for await (const id of store.calculations(range, signal)) {
    calculations += 1;
    if (!byId.has(id)) surplusCalculations.add(id);
    uncalculated.delete(id);
  }
  return { surplus, surplusCalculations, missing, mislabelled, uncalculated, documents, calculations };
}

/** The documents with the layer types that their segments have. */
export function labelsOf(segments: readonly { id: string; segmentType: string }[]): StoredDocument[] {
  return segments.map(({ id, segmentType: layerType }) => ({ id, layerType }));
}
