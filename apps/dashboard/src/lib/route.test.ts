import { expect, it } from 'vitest';

import {
  allImportsLink,
  findingLink,
  importLink,
  importsLink,
  overviewLink,
  parseRoute,
  performanceLink,
  planLink,
  projectOf,
} from './route.ts';

const P = '019a1111-2222-8333-8444-555566667777';
const I = '019a1111-2222-8333-8444-555566668888';

it('reads every link it writes', () => {
  expect(parseRoute(importsLink(P))).toEqual({ view: 'project', projectId: P });
  expect(parseRoute(importLink(P, I))).toEqual({ view: 'import', projectId: P, importId: I });
  const route = parseRoute(planLink(P, new URLSearchParams({ view: '1,2,3', hide: 'duct & pipe' })));
  expect(route.view).toBe('plan');
  expect(route.view === 'plan' && [...route.query]).toEqual([
    ['view', '1,2,3'],
    ['hide', 'duct & pipe'],
  ]);
});

it('reads links to pages of the server', () => {
  const route = parseRoute(overviewLink(new URLSearchParams({ range: '6h' })));
  expect(route.view === 'overview' && route.query.get('range')).toBe('6h');
  expect(projectOf(route)).toBeNull();
  const imports = parseRoute(allImportsLink(new URLSearchParams({ status: 'failed' })));
  expect(imports.view === 'imports' && imports.query.get('status')).toBe('failed');
  expect(performanceLink()).toBe('#/performance');
  const finding = parseRoute(findingLink('unused-index', 'a & b'));
  expect(finding.view === 'performance' && finding.query.get('finding')).toBe('unused-index a & b');
});

it.each(['', '#', '#/', '#/projects/', '#/projects/x', `#/projects/${P}/other`])(
  'shows home for %j',
  (hash) => expect(parseRoute(hash)).toMatchObject({ view: 'home' }),
);
