import { describe, expect, it } from 'vitest';

import { queryShape } from './mongo-query-shape.ts';

describe('queryShape', () => {
  it.each([
    [{ a: 1, b: 'x' }, {}, '{ a: ?, b: ? }', ['a', 'b']],
    [{ a: { $gt: 1, $lt: 5 }, b: 2 }, {}, '{ a: { $gt: ?, $lt: ? }, b: ? }', ['b', 'a']],
    [
      { a: { $in: [1, 2] }, c: { $gte: 0 } },
      { d: -1 },
      '{ a: { $in: ? }, c: { $gte: ? } } sort { d: -1 }',
      ['a', 'd', 'c'],
    ],
    [{ a: /secret/, b: { c: 'secret' } }, {}, '{ a: { $regex: ? }, b: ? }', ['b', 'a']],
    [{ a: 1 }, { a: 1, e: 1 }, '{ a: ? } sort { a: 1, e: 1 }', ['a', 'e']],
  ])('of %j sorted by %j', (filter, sort, text, fields) => {
    const shape = queryShape(filter, sort);
    expect(shape?.text).toBe(text);
    expect(shape?.indexFields.map(([field]) => field)).toEqual(fields);
  });

  it('is none for what a plain index cannot serve, and for long lists', () => {
    expect(queryShape({ $or: [{ a: 1 }] })).toBeNull();
    expect(queryShape({ at: { $geoWithin: {} } })).toBeNull();
    expect(queryShape({ a: { $in: Array.from({ length: 300 }, (_, n) => n) } })).toBeNull();
  });
});
