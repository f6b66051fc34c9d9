import { type Reject } from '@sizewise/shared';
import { describe, expect, it } from 'vitest';

import { readRecord, recordText } from './reject-record.ts';

function reject(raw: string, more: Partial<Reject> = {}): Reject {
  return {
    id: '01890a5d-ac96-774b-bcce-b302099a8057',
    position: { line: 1 },
    raw,
    rawTruncated: false,
    code: 'invalid_field',
    reason: 'why',
    corrected: null,
    resolvedAt: null,
    ...more,
  };
}

describe('recordText', () => {
  it('is the raw record of a segment, to be read', () => {
    expect(recordText(reject('{"name":"a","width":"wide"}'))).toBe('{\n  "name": "a",\n  "width": "wide"\n}');
  });

  it('is the raw text where only its JSON is broken', () => {
    expect(recordText(reject('{"name":"a",'))).toBe('{"name":"a",');
  });

  it('is the correction that is kept', () => {
    expect(readRecord(recordText(reject('{', { corrected: { name: 'b' } })))).toEqual({ name: 'b' });
  });

  it.each([
    ['a row of a table', '1;wide;x', {}],
    ['a feature', '{"type":"Feature","geometry":null,"properties":{"a":1}}', { a: 1 }],
    ['an instance', "#1=IFCDUCTSEGMENT('a');", {}],
  ])('is a blank record for %s', (_, raw, properties) => {
    expect(readRecord(recordText(reject(raw)))).toEqual({
      externalId: null,
      segmentType: 'other',
      name: null,
      properties,
    });
  });
});

describe('readRecord', () => {
  it.each(['[1]', 'null', '"a"', '{"a":'])('refuses %s', (text) => {
    expect(() => readRecord(text)).toThrow(SyntaxError);
  });
});
