import { asApiError, problemFrom, unreachable } from './api-error.ts';
import { queryString } from './client.ts';

/** What the api says of an upload it has taken. */
export interface UploadAnswer {
  readonly importId: string;
  readonly duplicate: boolean;
}

export interface UploadRequest {
  readonly projectId: string;
  readonly file: File;
  /** Length unit of the file; null leaves it to the file. */
  readonly unit: string | null;
  /** Imports a file again that the project already has. */
  readonly force: boolean;
  /** The same key on another attempt makes the api take the file once. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
  /** Called with the bytes sent so far. */
  readonly onProgress: (sent: number) => void;
}

/**
 * Sends one file as a raw body. XMLHttpRequest, because fetch tells nothing of the bytes it has sent.
 * @throws ApiError with the api's code, or AbortError.
 */
export function upload(request: UploadRequest): Promise<UploadAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<UploadAnswer>();
  const { projectId, file, unit, force, signal } = request;
  const xhr = new XMLHttpRequest();
  const abort = (): void => xhr.abort();
  xhr.open(
    'POST',
    `/api/projects/${projectId}/imports${queryString({ fileName: file.name, unit, force: force ? true : null })}`,
  );
  xhr.setRequestHeader('content-type', 'application/octet-stream');
  xhr.setRequestHeader('idempotency-key', request.idempotencyKey);
  xhr.upload.addEventListener('progress', (event) => request.onProgress(event.loaded));
  xhr.addEventListener('load', () => {
    if (xhr.status < 200 || xhr.status > 299) return reject(problemFrom(xhr.status, xhr.responseText));
    try {
      const answer = JSON.parse(xhr.responseText) as { importId: string; duplicate?: boolean };
      resolve({ importId: answer.importId, duplicate: answer.duplicate === true });
    } catch (error) {
      reject(asApiError(error));
    }
  });
  xhr.addEventListener('error', () => reject(unreachable(new Error('The upload was cut'))));
  xhr.addEventListener('abort', () => reject(new DOMException('The upload was stopped', 'AbortError')));
  signal.addEventListener('abort', abort, { once: true });
  xhr.send(file);
  return promise.finally(() => signal.removeEventListener('abort', abort));
}

/** A random key; `crypto.randomUUID` exists on secure origins only, and a server in a LAN has none. */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join(
    '',
  );
}
