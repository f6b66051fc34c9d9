import { type Import, importSchema, projectSchema } from '@sizewise/shared';
import { expect } from 'vitest';

import { type TestApplication } from './application.ts';

const line = (n: number): string =>
  JSON.stringify({
    externalId: `e${n}`,
    segmentType: n % 3 === 0 ? 'duct_fitting' : 'duct_segment',
    name: `Duct ${n}`,
    system: n % 2 === 0 ? 'Supply' : 'Return',
    length: 2,
    bounds: { minX: n, minY: 0, minZ: 0, maxX: n + 1, maxY: 1, maxZ: 1 },
  });
/** An NDJSON drawing of so many rows; `more` is added at its end. */
export const drawing = (rows: number, more = ''): string =>
  `${Array.from({ length: rows }, (_, n) => line(n)).join('\n')}\n${more}`;

/** What every test needs of the API, through requests alone. */
export function apiClient(opened: () => Pick<TestApplication, 'app'>) {
  const send = (path: string, init: RequestInit = {}) =>
    opened().app.request(path, init) as Promise<Response>;
  const withJson = (method: string, body: unknown, headers: Record<string, string> = {}) => ({
    method,
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
  return {
    send,
    withJson,
    async createProject(name = 'Tower'): Promise<string> {
      const response = await send('/api/projects', withJson('POST', { name }));
      expect(response.status).toBe(201);
      return projectSchema.parse(await response.json()).id;
    },
    async upload(
      projectId: string,
      body: string | Uint8Array<ArrayBuffer>,
      query = 'fileName=a.ndjson',
      headers = {},
    ): Promise<Response> {
      return send(`/api/projects/${projectId}/imports?${query}`, { method: 'POST', body, headers });
    },
    async importOf(id: string): Promise<Import> {
      return importSchema.parse(await (await send(`/api/imports/${id}`)).json());
    },
    async ended(id: string): Promise<Import> {
      await expect
        .poll(async () => (await this.importOf(id)).status, { timeout: 30_000, interval: 50 })
        .toMatch(/completed|failed|cancelled/);
      return this.importOf(id);
    },
  };
}
