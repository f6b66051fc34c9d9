import { type Drawing, type DrawingChange, type DrawingDiff, type Revision } from '@sizewise/shared';

import { type Page } from '../contracts.ts';

export interface DiffOptions {
  /** Numbers of the two revisions. */
  readonly from: number;
  readonly to: number;
  /** Only changes of this kind; the counts are those of all. */
  readonly change?: DrawingChange | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Drawings, their revisions, and what differs between two of them. */
export interface DrawingStore {
  /** Newest first; of one project, or of all. */
  list(filter: {
    projectId?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<Drawing>>;
  /** Newest first. @throws AppError `drawing_not_found`. */
  revisions(drawingId: string, page: { limit: number; cursor?: string | undefined }): Promise<Page<Revision>>;
  /** @throws AppError `drawing_not_found`, `revision_not_found`, `revision_not_comparable`. */
  diff(drawingId: string, options: DiffOptions): Promise<DrawingDiff>;
}
