import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Problem, problemSchema } from '@sizewise/shared';
import { hc } from 'hono/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { httpDeps } from '../test/http-deps.ts';
import { createKeyRing } from './access/session.ts';
import { type AppType, createApp } from './app.ts';
import { type Deps } from './http/deps.ts';

const PROJECT = '01890a5d-ac96-774b-bcce-b302099a8057';

async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return problemSchema.parse(await response.json());
}

describe('answers to requests that do not fit', () => {
  const app = createApp(httpDeps());
  const json = (method: string, body: string, type = 'application/json') => ({
    method,
    body,
    headers: { 'content-type': type },
  });

  it.each([
    ['GET', '/api/nothing', 404, 'route_not_found'],
    ['PUT', '/api/projects', 404, 'route_not_found'],
    ['GET', '/api/projects/not-a-uuid', 400, 'invalid_request'],
    ['GET', '/api/projects?limit=0', 400, 'invalid_request'],
    ['GET', `/api/projects/${PROJECT}/spatial?minX=0&maxX=1&minY=0`, 400, 'invalid_request'],
    ['GET', `/api/projects/${PROJECT}/spatial?minX=2&maxX=1&minY=0&maxY=1`, 400, 'invalid_request'],
    [
      'GET',
      `/api/projects/${PROJECT}/spatial?minX=0&maxX=1&minY=0&maxY=1&limit=10001`,
      400,
      'invalid_request',
    ],
    ['GET', '/api/imports?status=sleeping', 400, 'invalid_request'],
    ['GET', `/api/projects/${PROJECT}/export?format=pdf`, 400, 'invalid_request'],
    ['POST', `/api/projects/${PROJECT}/imports?unit=furlong`, 400, 'invalid_unit'],
    ['POST', `/api/projects/${PROJECT}/imports?mapping=columns`, 422, 'invalid_mapping'],
    ['POST', `/api/projects/${PROJECT}/imports?dryRun=perhaps`, 400, 'invalid_request'],
  ])('%s %s gives %d %s', async (method, path, status, code) => {
    const response = await app.request(path, { method });
    expect(response.status).toBe(status);
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ code, status, requestId: response.headers.get('x-request-id') });
  });

  it.each([
    ['POST', '/api/projects', '{', 400, 'malformed_json'],
    ['POST', '/api/projects', '{}', 400, 'invalid_request'],
    ['POST', '/api/projects', JSON.stringify({ name: 'x'.repeat(70_000) }), 413, 'body_too_large'],
    ['PATCH', `/api/projects/${PROJECT}`, '{"title":"x"}', 400, 'invalid_request'],
    ['POST', `/api/projects/${PROJECT}/segments`, '[]', 400, 'invalid_request'],
    ['POST', `/api/projects/${PROJECT}/segments`, '[{"segmentType":"teapot"}]', 400, 'invalid_request'],
    ['PATCH', `/api/projects/${PROJECT}/segments/${PROJECT}`, '{"name":"x"}', 428, 'version_required'],
  ])('%s %s %s gives %d %s', async (method, path, body, status, code) => {
    const response = await app.request(path, json(method, body));
    expect(response.status).toBe(status);
    expect((await problemOf(response)).code).toBe(code);
  });

  it('names the field', async () => {
    const response = await app.request(
      `/api/projects/${PROJECT}/segments`,
      json('POST', '[{"segmentType":"teapot"}]'),
    );
    expect((await problemOf(response)).errors).toEqual([
      { path: '0.segmentType', message: expect.any(String) },
    ]);
  });

  it('takes JSON only', async () => {
    const response = await app.request('/api/projects', json('POST', '{"name":"x"}', 'text/plain'));
    expect((await problemOf(response)).code).toBe('unsupported_media_type');
  });

  it('takes an ETag in If-Match only', async () => {
    const path = `/api/projects/${PROJECT}/segments/${PROJECT}`;
    const request = json('PATCH', '{"name":"x"}');
    const response = await app.request(path, {
      ...request,
      headers: { ...request.headers, 'if-match': 'three' },
    });
    expect((await problemOf(response)).code).toBe('invalid_request');
  });

  it('hides what went wrong inside', async () => {
    const response = await app.request('/api/projects');
    const problem = await problemOf(response);
    expect(problem.code).toBe('internal_error');
    expect(problem.detail).not.toContain('projects.list');
  });
});

describe('headers', () => {
  const app = createApp(httpDeps({ limits: { importMaxBytes: 1024, rateLimit: 2 } }));

  it('keeps pages to this server and answers out of caches', async () => {
    const { headers } = await app.request('/livez');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'self';/);
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|https?:|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('takes over a harmless request id only', async () => {
    const fresh = createApp(httpDeps());
    const good = await fresh.request('/livez', { headers: { 'x-request-id': 'trace-0001' } });
    expect(good.headers.get('x-request-id')).toBe('trace-0001');
    const bad = await fresh.request('/livez', { headers: { 'x-request-id': 'x"; drop' } });
    expect(bad.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('counts requests and says what is left', async () => {
    const limited = createApp(httpDeps({ limits: { importMaxBytes: 1024, rateLimit: 2 } }));
    const answers = [
      await limited.request('/livez'),
      await limited.request('/livez'),
      await limited.request('/livez'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers.map(({ headers }) => headers.get('ratelimit')?.split(';')[1])).toEqual([
      'r=1',
      'r=0',
      'r=0',
    ]);
    expect(answers[0]?.headers.get('ratelimit-policy')).toBe('"default";q=2;w=10');
    expect(Number(answers[2]?.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('sessions', () => {
  const KEY = 'a key of some length';
  const app = createApp(
    httpDeps({ keys: createKeyRing(KEY), limits: { importMaxBytes: 1024, rateLimit: 1000 } }),
  );
  const open = (key: string) =>
    app.request('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    });

  it('asks for the key everywhere but at the session itself', async () => {
    expect((await app.request('/api/projects')).status).toBe(401);
    expect((await app.request('/metrics')).status).toBe(401);
    const state = await app.request('/api/session');
    expect(await state.json()).toEqual({ keyRequired: true, authenticated: false });
  });

  it('opens with the key, as a cookie that scripts cannot read', async () => {
    const response = await open(KEY);
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(decodeURIComponent(cookie)).not.toContain(KEY);
    const state = await app.request('/api/session', { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(await state.json()).toEqual({ keyRequired: true, authenticated: true });
  });

  it('stops guessing', async () => {
    const statuses = [];
    for (let attempt = 0; attempt < 12; attempt += 1) statuses.push((await open(`guess ${attempt}`)).status);
    expect(statuses).toContain(401);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('the reference', () => {
  const app = createApp(httpDeps());

  it('describes every route of the API', async () => {
    const document = (await (await app.request('/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/api/projects/{id}/imports',
        '/api/imports/{id}/events',
        '/api/performance/stream',
      ]),
    );
    expect(document.paths['/api/projects']?.['get']?.responses).toHaveProperty('default');
  });

  it('is served from the package on this machine, with no script in the page', async () => {
    const page = await (await app.request('/docs')).text();
    expect(page).not.toMatch(/https?:\/\//);
    for (const [, path] of page.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await app.request(path ?? '')).status).toBe(200);
    }
    expect(page).not.toMatch(/<script>/);
  });

  it('lists the error codes that problems refer to', async () => {
    const { type } = await problemOf(await app.request('/api/nothing'));
    expect(await (await app.request(type)).text()).toContain(`id="${type.split('#')[1]}"`);
  });
});

describe('a typed client', () => {
  it('finds the routes and the shapes of their answers', async () => {
    const created = {
      id: PROJECT,
      name: 'P',
      userId: 'local',
      createdAt: '',
      updatedAt: '',
      segmentCount: 0,
    };
    const projects = { get: async () => created } as unknown as Deps['projects'];
    const api = hc<AppType>('http://localhost', { fetch: createApp(httpDeps({ projects })).request });
    const response = await api.api.projects[':id'].$get({ param: { id: PROJECT } });
    const project = await response.json();
    const count: number = project.segmentCount;
    expect([project.name, count]).toEqual(['P', 0]);
  });
});

describe('the dashboard', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sizewise-dashboard-'));
    await mkdir(join(dir, 'assets'));
    await writeFile(join(dir, 'index.html'), '<!doctype html><title>page</title>');
    await writeFile(join(dir, 'assets', 'main-B7Pvtp0q.js'), `console.log(${'"x" + '.repeat(500)}"")`);
    await writeFile(join(dir, 'icon.svg'), '<svg/>');
  });
  afterAll(() => rm(dir, { recursive: true }));
  const get = (path: string, headers: Record<string, string> = {}) =>
    createApp(httpDeps({ dashboardDir: dir })).request(path, { headers });

  it('serves the page for its own routes, to be asked about each time', async () => {
    for (const path of ['/', '/projects/1', '/imports']) {
      const response = await get(path);
      expect(await response.text()).toContain('<title>page</title>');
      expect(response.headers.get('cache-control')).toBe('no-cache');
    }
  });

  it('lets hashed files be kept for good, and compresses them', async () => {
    const response = await get('/assets/main-B7Pvtp0q.js', { 'accept-encoding': 'gzip, br' });
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('answers 304 to who has the file', async () => {
    const etag = (await get('/icon.svg')).headers.get('etag') ?? '';
    expect((await get('/icon.svg', { 'if-none-match': etag })).status).toBe(304);
  });

  it.each(['/missing.js', '/../package.json', '/%2e%2e/%2e%2e/etc/passwd.txt', '/api/x', '/docs/none'])(
    'has no %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );
});
