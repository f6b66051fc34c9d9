import { AppError } from '@sizewise/shared';

export class ProjectNotFoundError extends AppError {
  constructor(projectId: string) {
    super('project_not_found', `There is no project ${projectId}`, { data: { projectId } });
  }
}

/** The project still has imports, which are removed by jobs of their own. */
export class ProjectNotEmptyError extends AppError {
  constructor(projectId: string, cause: unknown) {
    super('project_not_empty', `Project ${projectId} still has imports`, { data: { projectId }, cause });
  }
}

export class SegmentNotFoundError extends AppError {
  constructor(segmentId: string) {
    super('segment_not_found', `There is no segment ${segmentId}`, { data: { segmentId } });
  }
}

export class DrawingNotFoundError extends AppError {
  constructor(drawingId: string) {
    super('drawing_not_found', `There is no drawing ${drawingId}`, { data: { drawingId } });
  }
}

export class RevisionNotFoundError extends AppError {
  constructor(drawingId: string, revision: number) {
    super('revision_not_found', `Drawing ${drawingId} has no revision ${revision}`, {
      data: { drawingId, revision },
    });
  }
}

/** The revision has no rows: it is still being imported, or failed, or was cancelled. */
export class RevisionNotComparableError extends AppError {
  constructor(drawingId: string, revision: number, status: string) {
    super('revision_not_comparable', `Revision ${revision} of drawing ${drawingId} is ${status}`, {
      data: { drawingId, revision, status },
    });
  }
}

/** Somebody else changed the segment since the caller read it. */
export class VersionConflictError extends AppError {
  constructor(segmentId: string, expected: number, actual: number) {
    super('version_conflict', `Segment ${segmentId} is at version ${actual}, not ${expected}`, {
      data: { segmentId, expected, actual },
    });
  }
}

/** An entry of a table of flows that does not stand for the segments it should. */
export interface UnmatchedEntry {
  /** From 0. */
  readonly index: number;
  readonly key: 'segmentId' | 'externalId' | 'terminal';
  readonly value: string;
  /** It names none, an id names several, or an entry before it names the same. */
  readonly reason: 'none' | 'several' | 'repeated';
  readonly matches: number;
}

const MOST_UNMATCHED = 100;

/** Entries of a table of flows cannot be matched with segments; nothing was set. `data.entries` has the first hundred. */
export class AirflowUnmatchedError extends AppError {
  constructor(entries: readonly UnmatchedEntry[]) {
    const first = entries[0];
    const example = first ? `: entry ${first.index}, ${first.key} ${first.value}, names ${first.reason}` : '';
    super(
      'airflow_unmatched',
      `${entries.length} entries name no segment, several, or one named before${example}`,
      {
        data: { count: entries.length, entries: entries.slice(0, MOST_UNMATCHED) },
      },
    );
  }
}

/** A cursor that no list of ours has given out. */
export class InvalidCursorError extends AppError {
  constructor(cause?: unknown) {
    super('invalid_request', 'The cursor is not one of this list', { cause });
  }
}
