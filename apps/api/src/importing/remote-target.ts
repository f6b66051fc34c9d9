import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';

import {
  AppError,
  type DryRun,
  ERROR_CODES,
  type ErrorCode,
  type ImportProgress,
  type Project,
} from '@sizewise/shared';

import { safeFileName } from '../http/file-name.ts';
import { type ImportTarget, type InspectTarget, type ReadingOptions } from './import-target.ts';
import { findProject, LOCAL_USER } from './local-target.ts';
import { readEvents } from './read-events.ts';

/** Imports through the HTTP API of a running server. @throws AppError with the server's own code */
export function remoteTarget(
  baseUrl: string,
  apiKey: string | undefined,
  { hidden, mapping }: ReadingOptions = {},
): ImportTarget & InspectTarget {
  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (apiKey !== undefined) headers.set('Authorization', `Bearer ${apiKey}`);
    const response = await fetch(new URL(path, baseUrl), { ...init, headers });
    if (!response.ok) throw await errorOf(response);
    return response;
  }

  const projects = {
    async list({
      userId,
      limit,
      cursor,
    }: {
      userId?: string | undefined;
      limit: number;
      cursor?: string | undefined;
    }) {
      const query = new URLSearchParams({
        limit: String(limit),
        ...(userId ? { userId } : {}),
        ...(cursor ? { cursor } : {}),
      });
      const response = await call(`/api/projects?${query}`);
      return (await response.json()) as { items: Project[]; nextCursor: string | null };
    },
  };

  /** Sends a drawing; as a form, so that a mapping of any length comes with it. */
  async function send(
    projectId: string,
    path: string,
    more: Record<string, string> = {},
    signal: AbortSignal | null = null,
  ): Promise<Response> {
    const query = new URLSearchParams({ ...(hidden && { hidden }), ...more });
    const body = new FormData();
    if (mapping) body.set('mapping', JSON.stringify(mapping));
    body.set('file', await openAsBlob(path), safeFileName(basename(path)));
    return await call(`/api/projects/${projectId}/imports?${query}`, { method: 'POST', body, signal });
  }

  return {
    findProject: (name) => findProject(projects, name),
    async projectId(name) {
      const found = await findProject(projects, name);
      if (found !== null) return found;
      const response = await call('/api/projects', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name, userId: LOCAL_USER }),
      });
      return ((await response.json()) as Project).id;
    },
    async upload(projectId, path) {
      const response = await send(projectId, path);
      const { importId, duplicate } = (await response.json()) as { importId: string; duplicate?: boolean };
      return { importId, duplicate: duplicate === true };
    },
    async inspect(projectId, path, signal) {
      return (await (await send(projectId, path, { dryRun: 'true' }, signal)).json()) as DryRun;
    },
    async *watch(importId, signal) {
      const response = await call(`/api/imports/${importId}/events`, { signal });
      if (response.body === null) return;
      for await (const { event, data } of readEvents(response.body)) {
        if (event === 'progress' || event === 'end') yield JSON.parse(data) as ImportProgress;
        if (event === 'end') return;
      }
    },
    async cancel(importId) {
      await call(`/api/imports/${importId}/cancel`, { method: 'POST' });
    },
  };
}

async function errorOf(response: Response): Promise<AppError> {
  const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
  const code = Object.hasOwn(ERROR_CODES, problem.code ?? '')
    ? (problem.code as ErrorCode)
    : 'internal_error';
  return new AppError(code, problem.detail ?? `The server answered ${response.status}`);
}
