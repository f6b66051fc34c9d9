import {
  type Analytics,
  type Import,
  type PlanBox,
  type Project,
  type Reject,
  type Segment,
  type SpatialPage,
} from '@sizewise/shared';

import { isAbort, problemFrom, unreachable } from './api-error.ts';
import { takeLines } from './ndjson.ts';

/** One page of a list; `nextCursor` is null on the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** What the api does for this page, one method a route. Every method rejects with ApiError, or AbortError. */
export class ApiClient {
  readonly #onUnauthorized: () => void;

  constructor(onUnauthorized: () => void) {
    this.#onUnauthorized = onUnauthorized;
  }

  projects(cursor: string | null, signal: AbortSignal): Promise<Page<Project>> {
    return this.#get('/api/projects', { limit: 100, cursor }, signal);
  }

  project(id: string, signal: AbortSignal): Promise<Project> {
    return this.#get(`/api/projects/${id}`, {}, signal);
  }

  createProject(name: string): Promise<Project> {
    return this.#send('POST', '/api/projects', { name });
  }

  imports(projectId: string, cursor: string | null, signal: AbortSignal): Promise<Page<Import>> {
    return this.#get('/api/imports', { projectId, limit: 50, cursor }, signal);
  }

  import(id: string, signal: AbortSignal): Promise<Import> {
    return this.#get(`/api/imports/${id}`, {}, signal);
  }

  async cancelImport(id: string): Promise<void> {
    await this.#send('POST', `/api/imports/${id}/cancel`);
  }

  async retryImport(id: string): Promise<void> {
    await this.#send('POST', `/api/imports/${id}/retry`);
  }

  async removeImport(id: string): Promise<void> {
    await this.#send('DELETE', `/api/imports/${id}`);
  }

  /** The first `limit` rejects and whether there are more; the rest of the stream is not read. */
  async rejects(id: string, limit: number, signal: AbortSignal): Promise<{ items: Reject[]; more: boolean }> {
    const response = await this.#fetch(rejectsUrl(id), { signal });
    const { lines, more } = await takeLines(response, limit);
    return { items: lines.map((line) => JSON.parse(line) as Reject), more };
  }

  analytics(projectId: string, signal: AbortSignal): Promise<Analytics> {
    return this.#get(`/api/projects/${projectId}/analytics`, {}, signal);
  }

  spatial(projectId: string, box: PlanBox, limit: number, signal: AbortSignal): Promise<SpatialPage> {
    return this.#get(`/api/projects/${projectId}/spatial`, { ...box, limit }, signal);
  }

  segments(
    projectId: string,
    cursor: string | null,
    limit: number,
    signal: AbortSignal,
  ): Promise<Page<Segment>> {
    return this.#get(`/api/projects/${projectId}/segments`, { cursor, limit }, signal);
  }

  segment(projectId: string, id: string, signal: AbortSignal): Promise<Segment> {
    return this.#get(`/api/projects/${projectId}/segments/${id}`, {}, signal);
  }

  /** Exchanges the key for a session cookie. */
  async signIn(key: string): Promise<void> {
    await this.#fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    });
  }

  async #get<T>(path: string, query: Query, signal: AbortSignal): Promise<T> {
    const response = await this.#fetch(path + queryString(query), { signal });
    return (await response.json()) as T;
  }

  async #send<T>(method: string, path: string, body?: object): Promise<T> {
    const json =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await this.#fetch(path, { method, ...json });
    const text = await response.text();
    return (text === '' ? null : JSON.parse(text)) as T;
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const response = await fetch(path, init).catch((error: unknown) => {
      throw isAbort(error) ? error : unreachable(error);
    });
    if (response.ok) return response;
    const problem = problemFrom(response.status, await response.text());
    if (response.status === 401) this.#onUnauthorized();
    throw problem;
  }
}

/** Where the rejects of an import can be read and downloaded, as NDJSON. */
export function rejectsUrl(importId: string): string {
  return `/api/imports/${importId}/rejects`;
}

/** A query string of the values that are there, with its question mark; empty where none is. */
export function queryString(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
