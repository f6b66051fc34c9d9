import { expect, it } from 'vitest';

import { type ImportQuery, readImportQuery, writeImportQuery } from './import-query.ts';

const ALL: ImportQuery = { status: null, projectId: null, format: null, q: '' };

it.each<ImportQuery>([
  ALL,
  { ...ALL, status: 'failed', q: 'ward & plant' },
  { status: 'running', projectId: '019a1111-2222-8333-8444-555566667777', format: 'ifc', q: 'a' },
])('writes a link that it reads again: %j', (query) =>
  expect(readImportQuery(writeImportQuery(query))).toEqual(query),
);

it('leaves out what is empty or unknown', () => {
  expect([...writeImportQuery({ ...ALL, q: '  ' })]).toEqual([]);
  expect(readImportQuery(new URLSearchParams('status=broken&project=x&format=doc'))).toEqual(ALL);
});
