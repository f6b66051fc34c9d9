import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { httpDeps } from '../../test/http-deps.ts';
import { createApp } from '../app.ts';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

describe('docs/api.md', () => {
  it('names every route, and no other', async () => {
    const response = await createApp(httpDeps()).request('http://127.0.0.1/openapi.json');
    const { paths } = (await response.json()) as { paths: Record<string, Record<string, unknown>> };
    const routes = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations)
        .filter((method) => METHODS.includes(method))
        .map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(routes.length).toBeGreaterThan(40);
    const text = await readFile(new URL('../../../../docs/api.md', import.meta.url), 'utf8');
    const named = new Set<string>();
    for (const [, methods = '', path = ''] of text.matchAll(/\b([A-Z|]{3,}) +(\/[\w/:.-]*)/g)) {
      for (const method of methods.split('|')) named.add(`${method} ${path}`);
    }
    expect(routes.filter((route) => !named.has(route))).toEqual([]);
    expect([...named].filter((route) => !routes.includes(route))).toEqual([]);
  });
});
