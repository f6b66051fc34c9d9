/** What a comparison found that it could not put right; `count` says how often. */
export interface ReconcileFinding {
  readonly code: 'segments_differ' | 'outlines_lost' | 'counts_differ';
  readonly detail: string;
  readonly count: number;
}

/** What a comparison of one import's segments, spatial documents and calculations came to. */
export interface Reconciliation {
  readonly importId: string;
  readonly projectId: string;
  readonly fileName: string;
  readonly segments: number;
  readonly documents: number;
  readonly calculations: number;
  /** Documents without a segment, taken away. */
  readonly removed: { readonly documents: number; readonly calculations: number };
  /** What was missing, written again from segments. */
  readonly written: { readonly documents: number; readonly calculations: number };
  /** Documents whose layer type was not that of their segment. */
  readonly relabelled: number;
  readonly findings: readonly ReconcileFinding[];
}

/** True where nothing had to be put right and nothing is left to say. */
export function isConsistent({ removed, written, relabelled, findings }: Reconciliation): boolean {
  const repaired = removed.documents + removed.calculations + written.documents + written.calculations;
  return repaired + relabelled + findings.length === 0;
}
