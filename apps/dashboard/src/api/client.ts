import {
  type Alert,
  type Calculation,
  type ChunkMap,
  type ConfigurationReport,
  type Drawing,
  type DrawingDiff,
  type FindingState,
  type Import,
  type ImportCounts,
  type IndexReport,
  type LayerRule,
  type MetricHistory,
  type MetricThreshold,
  type OpenEnd,
  type PerformanceReport,
  type Project,
  type ProjectLayers,
  type Reject,
  type RejectReason,
  type RejectRetry,
  type Revision,
  type Segment,
  type SegmentPatch,
  type StoredFinding,
  type Takeoff,
  type TakeoffKey,
  type TileAddress,
  type TileMetadata,
  type TileValue,
  type ValidationRun,
} from '@sizewise/shared';

import { isAbort, problemFrom, unreachable } from './api-error.ts';
import { takeLines } from './ndjson.ts';

/** One page of a list; `nextCursor` is null on the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Entries that a page reads of a list that it needs as a whole. */
const MOST_LISTED = 1000;

/** Which imports; null and what is not named take all of them. */
export interface ImportSelection {
  readonly projectId?: string | null;
  readonly status?: Import['status'] | null;
  readonly format?: string | null;
  readonly q?: string | null;
}

type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** What the api does for this page, one method a route. Every method rejects with ApiError, or AbortError. */
export class ApiClient {
  readonly #onUnauthorized: () => void;

  constructor(onUnauthorized: () => void) {
    this.#onUnauthorized = onUnauthorized;
  }

  /** @param q words that the name begins with or holds; null for all */
  projects(cursor: string | null, signal: AbortSignal, q: string | null = null): Promise<Page<Project>> {
    return this.#get('/api/projects', { q, limit: 100, cursor }, signal);
  }

  project(id: string, signal: AbortSignal): Promise<Project> {
    return this.#get(`/api/projects/${id}`, {}, signal);
  }

  createProject(name: string): Promise<Project> {
    return this.#send('POST', '/api/projects', { name });
  }

  /** Newest first. */
  imports(
    query: ImportSelection & { limit: number; cursor?: string | null },
    signal: AbortSignal,
  ): Promise<Page<Import>> {
    return this.#get('/api/imports', { ...query }, signal);
  }

  importCounts(selection: ImportSelection, signal: AbortSignal): Promise<ImportCounts> {
    return this.#get('/api/imports/counts', { ...selection }, signal);
  }

  /** Who works on which chunk of an import, what is done and what failed. */
  chunks(id: string, signal: AbortSignal): Promise<ChunkMap> {
    return this.#get(`/api/imports/${id}/chunks`, {}, signal);
  }

  async rejectReasons(id: string, signal: AbortSignal): Promise<readonly RejectReason[]> {
    const { items } = await this.#get<Page<RejectReason>>(`${rejectsUrl(id)}/reasons`, {}, signal);
    return items;
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

  /** Keeps what is to be stored in place of a reject. */
  correctReject(importId: string, rejectId: string, record: Record<string, unknown>): Promise<Reject> {
    return this.#send('PATCH', `${rejectsUrl(importId)}/${rejectId}`, { record });
  }

  /** Stores every corrected reject of an import. */
  retryRejects(importId: string): Promise<RejectRetry> {
    return this.#send('POST', `${rejectsUrl(importId)}/retry`);
  }

  /** The drawings of a project, those without a published revision too. */
  async drawings(projectId: string, signal: AbortSignal): Promise<readonly Drawing[]> {
    const { items } = await this.#all<Drawing>((cursor) =>
      this.#get('/api/drawings', { projectId, limit: 500, cursor }, signal),
    );
    return items;
  }

  /** Newest first. */
  async revisions(drawingId: string, signal: AbortSignal): Promise<readonly Revision[]> {
    const { items } = await this.#all<Revision>((cursor) =>
      this.#get(`/api/drawings/${drawingId}/revisions`, { limit: 500, cursor }, signal),
    );
    return items;
  }

  /** Segments with open ports, some more than `most` at most; `isCut` where there are more. */
  openEnds(
    projectId: string,
    most: number,
    signal: AbortSignal,
  ): Promise<{ items: readonly OpenEnd[]; isCut: boolean }> {
    return this.#all(
      (cursor) => this.#get(`/api/projects/${projectId}/open-ends`, { limit: 1000, cursor }, signal),
      most,
    );
  }

  diff(
    drawingId: string,
    query: { from: number; to: number; cursor: string | null },
    signal: AbortSignal,
  ): Promise<DrawingDiff> {
    return this.#get(`/api/drawings/${drawingId}/diff`, { ...query, limit: 1000 }, signal);
  }

  /** @param importId of the one drawing that is taken off; null for all of them */
  takeoff(
    projectId: string,
    groupBy: readonly TakeoffKey[],
    importId: string | null,
    signal: AbortSignal,
  ): Promise<Takeoff> {
    const query = { groupBy: groupBy.join(','), importId };
    return this.#get(`/api/projects/${projectId}/takeoff`, query, signal);
  }

  /** @param value whose range is asked for as well */
  tileMetadata(
    projectId: string,
    signal: AbortSignal,
    value: TileValue | null = null,
  ): Promise<TileMetadata> {
    return this.#get(`/api/projects/${projectId}/tiles`, { value }, signal);
  }

  /** The bytes of a tile; `filter` is a query without its question mark. */
  async tile(
    projectId: string,
    { z, x, y }: TileAddress,
    filter: string,
    signal: AbortSignal,
  ): Promise<ArrayBuffer> {
    const query = filter === '' ? '' : `?${filter}`;
    const response = await this.#fetch(`/api/projects/${projectId}/tiles/${z}/${x}/${y}${query}`, { signal });
    return response.arrayBuffer();
  }

  segment(projectId: string, id: string, signal: AbortSignal): Promise<Segment> {
    return this.#get(`/api/projects/${projectId}/segments/${id}`, {}, signal);
  }

  /** Changes a segment that nobody has changed since; else rejects with `version_conflict`. */
  changeSegment({ projectId, id, version }: Segment, patch: SegmentPatch): Promise<Segment> {
    const path = `/api/projects/${projectId}/segments/${id}`;
    return this.#send('PATCH', path, patch, { 'if-match': `"${version}"` });
  }

  /** What is calculated of a segment; null where nothing is. */
  async calculation(projectId: string, segmentId: string, signal: AbortSignal): Promise<Calculation | null> {
    const path = `/api/projects/${projectId}/calculations`;
    const { items } = await this.#get<Page<Calculation>>(path, { segmentId, limit: 1 }, signal);
    return items[0] ?? null;
  }

  /** The rules of a project's layers, and the layers that are there. */
  layers(projectId: string, signal: AbortSignal): Promise<ProjectLayers> {
    return this.#get(`/api/projects/${projectId}/layers`, {}, signal);
  }

  /** Puts rules in the place of those before. */
  setLayerRules(projectId: string, rules: readonly LayerRule[]): Promise<ProjectLayers> {
    return this.#send('PUT', `/api/projects/${projectId}/layers`, rules);
  }

  /**
   * One metric over time.
   * @param window seconds since 1970
   * @param step seconds
   */
  metricHistory(
    metric: string,
    window: { from: number; to: number },
    step: number,
    signal: AbortSignal,
  ): Promise<MetricHistory> {
    const query = { metric, from: isoTime(window.from), to: isoTime(window.to), step };
    return this.#get('/api/performance/history', query, signal);
  }

  /** Dotted paths of the metrics that have a history. */
  async metricNames(signal: AbortSignal): Promise<readonly string[]> {
    const { items } = await this.#get<Page<string>>('/api/performance/history/metrics', {}, signal);
    return items;
  }

  performanceReport(signal: AbortSignal): Promise<PerformanceReport> {
    return this.#get('/api/performance/report', {}, signal);
  }

  async findings(state: FindingState, signal: AbortSignal): Promise<readonly StoredFinding[]> {
    const { items } = await this.#get<Page<StoredFinding>>('/api/performance/findings', { state }, signal);
    return items;
  }

  async indexes(signal: AbortSignal): Promise<readonly IndexReport[]> {
    const { items } = await this.#get<Page<IndexReport>>('/api/performance/indexes', {}, signal);
    return items;
  }

  /** Every setting in force, and where it came from. */
  configuration(signal: AbortSignal): Promise<ConfigurationReport> {
    return this.#get('/api/performance/configuration', {}, signal);
  }

  /** Scores of validations, newest first. */
  async validations(signal: AbortSignal): Promise<readonly ValidationRun[]> {
    const { items } = await this.#get<Page<ValidationRun>>('/api/performance/validations', {}, signal);
    return items;
  }

  async thresholds(signal: AbortSignal): Promise<readonly MetricThreshold[]> {
    const { items } = await this.#get<Page<MetricThreshold>>('/api/performance/thresholds', {}, signal);
    return items;
  }

  /** Times that metrics were beyond their lines, newest first; those of a stretch of time, or those that are open. */
  async alerts(
    { window, state }: { window?: { from: number; to: number }; state?: 'open' },
    signal: AbortSignal,
  ): Promise<readonly Alert[]> {
    const query = { from: isoTime(window?.from), to: isoTime(window?.to), state };
    const { items } = await this.#get<Page<Alert>>('/api/performance/alerts', query, signal);
    return items;
  }

  /** Exchanges the key for a session cookie. */
  async signIn(key: string): Promise<void> {
    await this.#fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    });
  }

  async #all<T>(
    page: (cursor: string | null) => Promise<Page<T>>,
    most = MOST_LISTED,
  ): Promise<{ items: readonly T[]; isCut: boolean }> {
    const all: T[] = [];
    let cursor: string | null = null;
    do {
      const { items, nextCursor }: Page<T> = await page(cursor);
      all.push(...items);
      cursor = nextCursor;
    } while (cursor !== null && all.length < most);
    return { items: all, isCut: cursor !== null };
  }

  async #get<T>(path: string, query: Query, signal: AbortSignal): Promise<T> {
    const response = await this.#fetch(path + queryString(query), { signal });
    return (await response.json()) as T;
  }

  async #send<T>(
    method: string,
    path: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const json =
      body === undefined
        ? { headers }
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
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

/** Where a project can be downloaded. */
export function exportUrl(projectId: string, format: 'csv' | 'ndjson' | 'geojson' | 'svg'): string {
  return `/api/projects/${projectId}/export?format=${format}`;
}

/** Where a take-off can be downloaded, with every group. */
export function takeoffCsvUrl(
  projectId: string,
  groupBy: readonly TakeoffKey[],
  importId: string | null,
): string {
  const query = { groupBy: groupBy.join(','), importId, format: 'csv' };
  return `/api/projects/${projectId}/takeoff${queryString(query)}`;
}

/** @param seconds since 1970 */
function isoTime(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString();
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
