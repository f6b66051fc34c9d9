import { expect, it } from 'vitest';

import { problemFrom } from './api-error.ts';
import { queryString } from './client.ts';

it('takes code, detail and fields from problem+json', () => {
  const error = problemFrom(
    422,
    JSON.stringify({
      code: 'empty_file',
      detail: 'x.ifc is empty',
      requestId: 'r1',
      errors: [{ path: 'a', message: 'b' }],
    }),
  );
  expect([error.code, error.message, error.status, error.requestId]).toEqual([
    'empty_file',
    'x.ifc is empty',
    422,
    'r1',
  ]);
  expect(error.fields).toEqual([{ path: 'a', message: 'b' }]);
});

it.each(['<html>Bad gateway</html>', '', '{"error":1}', 'null'])(
  'names the status of an answer like %j',
  (text) => {
    expect(problemFrom(502, text).code).toBe('http_502');
  },
);

it('leaves out what is not there from a query', () => {
  expect(queryString({ a: 1, b: null, c: undefined, d: 'x y', e: false })).toBe('?a=1&d=x+y&e=false');
  expect(queryString({ a: null })).toBe('');
});
