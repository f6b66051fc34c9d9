import { expect, it } from 'vitest';

import { importLink, importsLink, parseRoute, planLink } from './route.ts';

const P = '019a1111-2222-8333-8444-555566667777';
const I = '019a1111-2222-8333-8444-555566668888';

it('reads every link it writes', () => {
  expect(parseRoute(importsLink(P))).toEqual({ view: 'imports', projectId: P });
  expect(parseRoute(importLink(P, I))).toEqual({ view: 'import', projectId: P, importId: I });
  const route = parseRoute(planLink(P, new URLSearchParams({ view: '1,2,3', hide: 'duct & pipe' })));
  expect(route.view).toBe('plan');
  expect(route.view === 'plan' && [...route.query]).toEqual([
    ['view', '1,2,3'],
    ['hide', 'duct & pipe'],
  ]);
});

it.each(['', '#', '#/', '#/projects/', '#/projects/x', `#/projects/${P}/other`])(
  'shows home for %j',
  (hash) => expect(parseRoute(hash)).toEqual({ view: 'home' }),
);
