import { openAsBlob } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Import } from '@sizewise/shared';

const RETRY_MS = 100;
const REQUEST_MS = 15_000;

/** The api refused a request that no fault explains. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
}

/** Answers that say "later": what the fault of a server, a full disk or an upload cut short give. */
const LATER = new Set([400, 408, 429, 500, 502, 503, 507]);

/** A client that tries again until the api answers, as one does whose server may go away at any moment. */
export class ApiClient {
  readonly #address: () => string;
  readonly #signal: AbortSignal;

  /** @param address of the api as it is now: a new start may listen elsewhere */
  constructor(address: () => string, signal: AbortSignal) {
    this.#address = address;
    this.#signal = signal;
  }

  async createProject(name: string): Promise<string> {
    return (await this.#json<{ id: string }>('POST', '/api/projects', { name })).id;
  }

  async removeProject(projectId: string): Promise<void> {
    await this.#until(`/api/projects/${projectId}`, { method: 'DELETE' }, [204, 404]);
  }

  /** Uploads a file; the key makes that one import, however often it is tried. */
  async upload(projectId: string, path: string, fileName: string, key: string): Promise<string> {
    const place = `/api/projects/${projectId}/imports?fileName=${fileName}`;
    for (;;) {
      const body = await openAsBlob(path);
      const response = await this.#once(place, {
        method: 'POST',
        body,
        headers: { 'idempotency-key': key, 'content-type': 'application/octet-stream' },
      });
      if (response?.ok) return ((await response.json()) as { importId: string }).importId;
      await this.#later(response, place);
    }
  }

  /** Null where the import is gone. */
  async import(importId: string): Promise<Import | null> {
    const response = await this.#until(`/api/imports/${importId}`, {}, [200, 404]);
    return response.status === 404 ? null : ((await response.json()) as Import);
  }

  async imports(projectId: string): Promise<Import[]> {
    return (await this.#json<{ items: Import[] }>('GET', `/api/imports?projectId=${projectId}&limit=100`))
      .items;
  }

  /** An import that has ended already stays as it is. */
  async cancel(importId: string): Promise<void> {
    await this.#until(`/api/imports/${importId}/cancel`, { method: 'POST' }, [202, 404, 409]);
  }

  async remove(importId: string): Promise<void> {
    await this.#until(`/api/imports/${importId}`, { method: 'DELETE' }, [202, 404]);
  }

  async rejects(importId: string): Promise<string[]> {
    const response = await this.#until(`/api/imports/${importId}/rejects`, {}, [200]);
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    return lines.map((line) => (JSON.parse(line) as { id: string }).id);
  }

  /** Keeps a record in the place of a reject; one that is a segment by now stays as it is. */
  async correctReject(importId: string, rejectId: string, record: object): Promise<void> {
    const init = {
      method: 'PATCH',
      body: JSON.stringify({ record }),
      headers: { 'content-type': 'application/json' },
    };
    await this.#until(`/api/imports/${importId}/rejects/${rejectId}`, init, [200, 409]);
  }

  async retryRejects(importId: string): Promise<void> {
    await this.#until(`/api/imports/${importId}/rejects/retry`, { method: 'POST' }, [200]);
  }

  async #json<T>(method: string, path: string, body?: object): Promise<T> {
    const init = body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {};
    return (await (await this.#until(path, { method, ...init }, [200, 201])).json()) as T;
  }

  async #until(path: string, init: RequestInit, wanted: readonly number[]): Promise<Response> {
    for (;;) {
      const response = await this.#once(path, init);
      if (response && wanted.includes(response.status)) return response;
      await this.#later(response, path);
    }
  }

  /** Null where nobody answered. */
  async #once(path: string, init: RequestInit): Promise<Response | null> {
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(REQUEST_MS)]);
    const response = await fetch(`${this.#address()}${path}`, { ...init, signal }).catch(() => null);
    this.#signal.throwIfAborted();
    return response;
  }

  async #later(response: Response | null, path: string): Promise<void> {
    if (response && !LATER.has(response.status)) {
      throw new UnexpectedAnswerError(`${path} answered ${response.status}: ${await response.text()}`);
    }
    await response?.body?.cancel();
    await sleep(RETRY_MS, undefined, { signal: this.#signal });
  }
}
