import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { jsonFault, MAX_JSON_DEPTH } from './parse/text/json-depth.ts';
import { storable, storableJson } from './storable.ts';

describe('storable', () => {
  it('replaces NUL and lone surrogates, one for one, and nothing else', () => {
    expect(storable('a\u{0}b\ud800c\udc00d😀')).toBe('a\u{FFFD}b\u{FFFD}c\u{FFFD}d😀');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const clean = storable(text);
        expect(clean.isWellFormed() && !clean.includes('\0')).toBe(true);
        expect(clean.length).toBe(text.length);
      }),
    );
  });

  it('reaches keys and values at any depth', () => {
    let replaced = 0;
    const clean = storableJson({ 'k\u{0}': [{ v: 'x\ud800' }, 1, null, true] }, () => (replaced += 1));
    expect(clean).toEqual({ 'k\u{FFFD}': [{ v: 'x\u{FFFD}' }, 1, null, true] });
    expect(replaced).toBe(2);
  });

  it('leaves clean JSON as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = storableJson(value, () => expect.unreachable());
        expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
      }),
    );
  });
});

describe('jsonFault', () => {
  it('finds what jsonb cannot hold', () => {
    expect(jsonFault({ a: [1, { b: JSON.parse('1e999') as number }] })).toBe('non_finite');
    expect(jsonFault(JSON.parse('['.repeat(MAX_JSON_DEPTH + 1) + ']'.repeat(MAX_JSON_DEPTH + 1)))).toBe(
      'too_deep',
    );
    expect(jsonFault(JSON.parse('['.repeat(MAX_JSON_DEPTH) + ']'.repeat(MAX_JSON_DEPTH)))).toBeNull();
  });
});
