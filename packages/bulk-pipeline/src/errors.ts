import { AppError, type RejectCode } from '@sizewise/shared';

export class ImportNotFoundError extends AppError {
  constructor(importId: string) {
    super('import_not_found', `There is no import ${importId}`, { data: { importId } });
  }
}

export class ImportFinishedError extends AppError {
  constructor(importId: string, status: string) {
    super('import_finished', `Import ${importId} has already ended as ${status}`, {
      data: { importId, status },
    });
  }
}

export class RejectNotFoundError extends AppError {
  constructor(rejectId: string) {
    super('reject_not_found', `There is no reject ${rejectId}`, { data: { rejectId } });
  }
}

/** The reject is a segment by now: change that one. */
export class RejectResolvedError extends AppError {
  constructor(rejectId: string) {
    super('reject_resolved', `Reject ${rejectId} has been stored as the segment of the same id`, {
      data: { rejectId },
    });
  }
}

/** Rows can be added to a published import only: nobody would see them in another. */
export class ImportNotPublishedError extends AppError {
  constructor(importId: string) {
    super('import_not_published', `Import ${importId} is not the published revision of its drawing`, {
      data: { importId },
    });
  }
}

/** A corrected record does not hold as a segment; `data.code` is that of a reject. */
export class InvalidRecordError extends AppError {
  constructor(code: RejectCode, reason: string) {
    super('invalid_record', reason, { data: { code } });
  }
}

export class ImportNotRetryableError extends AppError {
  constructor(importId: string, status: string) {
    super(
      'import_not_retryable',
      `Import ${importId} is ${status}; only a failed or cancelled one is retried`,
      {
        data: { importId, status },
      },
    );
  }
}

export class SpoolMissingError extends AppError {
  constructor(importId: string) {
    super('spool_missing', `The file of import ${importId} is no longer kept; send it again`, {
      data: { importId },
    });
  }
}

/** The bucket that keeps uploads does not answer, or not as it should; it may later. */
export class SpoolUnavailableError extends AppError {
  constructor(cause: unknown) {
    const detail = cause instanceof Error ? cause.message || cause.name : String(cause);
    super('spool_unavailable', `Uploads cannot be reached: ${detail}`, { cause, retryable: true });
  }
}

/** The spool is a bucket, and the client for it is not installed. */
export class SpoolClientMissingError extends AppError {
  constructor(cause: unknown) {
    super(
      'invalid_configuration',
      'A spool in a bucket needs the packages @aws-sdk/client-s3 and @aws-sdk/lib-storage',
      { cause },
    );
  }
}

/** Two processes of one name would take each other's leases. */
export class WorkerNameTakenError extends AppError {
  constructor(instance: string, host: string, pid: number) {
    super(
      'worker_name_taken',
      `${instance} is process ${pid} on ${host} already, or was until some seconds ago`,
      {
        data: { instance, host, pid },
      },
    );
  }
}

export class IdempotencyMismatchError extends AppError {
  constructor(key: string, importId: string) {
    super('idempotency_mismatch', 'The Idempotency-Key was used with another body', {
      data: { key, importId },
    });
  }
}

/** The process stops: imports stay as they are and are taken up again by the next start. */
export class PipelineClosedError extends AppError {
  constructor() {
    super('pool_closed', 'The import pipeline is closing', { retryable: true });
  }
}

/** A worker thread ended in the middle of a task, by a fault of its own or for lack of memory. */
export class WorkerLostError extends AppError {
  constructor(cause: unknown) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    super('chunk_failed', `A worker thread ended in the middle of its task: ${detail}`, { cause });
  }
}

/** The chunk belongs to somebody else now; its transaction was rolled back, nothing is lost. */
export class LeaseLostError extends AppError {
  constructor(importId: string, chunk: number) {
    super('lease_lost', `Chunk ${chunk} of import ${importId} was taken over`, { data: { importId, chunk } });
  }
}

/** Another process brings the import to its end now; this one stops, nothing is lost. */
export class ExecutionLostError extends AppError {
  constructor(importId: string) {
    super('lease_lost', `Import ${importId} was taken over by another process`, { data: { importId } });
  }
}

/** One process after the other ended while it ran the import, and nothing of it was stored in between. */
export class ImportAbandonedError extends AppError {
  constructor(importId: string, processes: number) {
    super('import_abandoned', `${processes} processes ended one after the other while they ran the import`, {
      data: { importId, processes },
    });
  }
}

export class ImportCancelledError extends AppError {
  constructor(importId: string) {
    super('import_cancelled', `Import ${importId} was cancelled`, { data: { importId } });
  }
}

export class RejectLimitError extends AppError {
  constructor(rejected: number, records: number, first: string) {
    super(
      'reject_limit_exceeded',
      `${rejected} of about ${records} records were rejected; the first: ${first}`,
      {
        data: { rejected, records },
      },
    );
  }
}

export class ChunkFailedError extends AppError {
  constructor(chunk: number, attempts: number, detail: string, cause?: unknown) {
    super('chunk_failed', `Chunk ${chunk} failed ${attempts} times: ${detail}`, {
      data: { chunk, attempts },
      cause,
    });
  }
}

export class TooManyChunksError extends AppError {
  constructor(chunks: number, most: number) {
    super('body_too_large', `The file falls into ${chunks} chunks; at most ${most} fit`, {
      data: { chunks, most },
    });
  }
}

export class TooManyRecordsError extends AppError {
  constructor(chunk: number, most: number) {
    super('body_too_large', `Chunk ${chunk} holds more than ${most} records`, { data: { chunk, most } });
  }
}

export class UnknownUnitError extends AppError {
  constructor(unit: string, known: readonly string[]) {
    super('invalid_unit', `The unit ${JSON.stringify(unit)} is not known; known are ${known.join(', ')}`, {
      data: { unit, known },
    });
  }
}
