import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { MAX_JSON_DEPTH } from './json-depth.ts';
import { jsonObjectEnd } from './json-object-end.ts';

const endOf = (text: string): number => jsonObjectEnd(Buffer.from(text), 0);

const isObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

describe('jsonObjectEnd', () => {
  it('finds the end of what JSON.stringify writes, spaced or not', () => {
    const objects = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue());
    fc.assert(
      fc.property(objects, fc.constantFrom(undefined, 1, '\t', ' \r'), (value, space) => {
        const text = JSON.stringify(value, null, space);
        const plain = !/\\u|e/.test(text.replaceAll(/true|false/g, ''));
        const end = endOf(`${text},"more":1}`);
        return (!plain && end < 0) || end === Buffer.byteLength(text);
      }),
    );
    expect(endOf('{"a":[true,-1.5,"x"]}')).toBe(21);
  });

  it('takes nothing that JSON.parse refuses', () => {
    const damage = fc.tuple(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.nat(300),
      fc.nat(3),
      fc.constantFrom('', '"', ',', '{', '}', '[', ']', ':', '\\', '0', '-', '.', 'e', 'n', '\u0001', ' '),
    );
    fc.assert(
      fc.property(damage, ([value, at, dropped, put]) => {
        const whole = JSON.stringify(value);
        const text = `{${(whole.slice(0, at) + put + whole.slice(at + dropped)).slice(1)}`;
        const end = endOf(text);
        return end < 0 || isObject(Buffer.from(text).toString('utf8', 0, end));
      }),
      { numRuns: 3000 },
    );
    expect(isObject('{"a":1,}')).toBe(false);
  });

  it.each([
    ['{"a":1e2}', 'an exponent'],
    [`{"a":${'1'.repeat(400)}}`, 'a number beyond every double'],
    ['{"a":"\\u0000"}', 'an escaped character'],
    ['{"a":01}', 'a leading zero'],
    ['{"a":1.}', 'a point without digits'],
    ['{"a":-}', 'a sign without digits'],
    ['{"a":nul}', 'half a word'],
    ['{"a":"\t"}', 'a control character'],
    ['{"a":1,}', 'a comma too many'],
    ['{"a":[1,]}', 'a comma too many in a list'],
    ['{"a":"', 'no end'],
    ['{', 'nothing'],
    [`${'{"a":'.repeat(MAX_JSON_DEPTH + 1)}1${'}'.repeat(MAX_JSON_DEPTH + 1)}`, 'too many levels'],
  ])('leaves %s to a closer look: %s', (text) => expect(endOf(text)).toBe(-1));

  it('takes as many levels as can be stored', () => {
    const text = `${'{"a":'.repeat(MAX_JSON_DEPTH)}[]${'}'.repeat(MAX_JSON_DEPTH)}`;
    expect(endOf(text)).toBe(-1);
    const one = `${'{"a":'.repeat(MAX_JSON_DEPTH)}1${'}'.repeat(MAX_JSON_DEPTH)}`;
    expect(endOf(one)).toBe(one.length);
  });
});
