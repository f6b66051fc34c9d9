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

/** Somebody else changed the segment since the caller read it. */
export class VersionConflictError extends AppError {
  constructor(segmentId: string, expected: number, actual: number) {
    super('version_conflict', `Segment ${segmentId} is at version ${actual}, not ${expected}`, {
      data: { segmentId, expected, actual },
    });
  }
}

/** A cursor that no list of ours has given out. */
export class InvalidCursorError extends AppError {
  constructor(cause?: unknown) {
    super('invalid_request', 'The cursor is not one of this list', { cause });
  }
}
