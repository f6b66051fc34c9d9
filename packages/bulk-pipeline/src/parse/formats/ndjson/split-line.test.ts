import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseContent } from '../../../../test/support/parse-drawing.ts';
import { ndjsonFormat } from './ndjson-format.ts';
import { splitLine } from './split-line.ts';

const split = (text: string): object | null => {
  const found = splitLine(Buffer.from(text));
  return found && { ...found, properties: found.properties.toString('utf8') };
};

describe('splitLine', () => {
  it('takes the properties off a line as they stand', () => {
    expect(split('{"name":"ü","properties":{"a":1.50,"b":["\\"x\\""]}}')).toEqual({
      object: { name: 'ü' },
      properties: '{"a":1.50,"b":["\\"x\\""]}',
    });
  });

  it.each([
    ['{"name":"a"}', 'no properties'],
    ['{"properties":{}}', 'nothing but properties'],
    ['{"name":"a","properties":{},"layer":"b"}', 'something behind the properties'],
    ['{"name":"a","properties":{}}}', 'a brace too many'],
    ['{"name":"a","properties":{}', 'a brace too few'],
    ['{"bounds":{"minX":1,"properties":{}}}', 'properties of something else'],
    ['[{"name":"a","properties":{}}]', 'a list'],
    ['{"name":"\\u0000","properties":{}}', 'an escaped character'],
    ['{"name":"a,\\"properties\\":{}}', 'the words inside a text'],
    ['{"name":,"properties":{}}', 'a broken head'],
  ])('leaves %s to be read whole: %s', (text) => expect(split(text)).toBeNull());

  it('gives the record that reading the line whole gives', async () => {
    const properties = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(properties, fc.string(), async (value, name) => {
        const last = JSON.stringify({ externalId: 'x', name, properties: value });
        const first = JSON.stringify({ properties: value, externalId: 'x', name });
        const [a, b] = [await parseContent(ndjsonFormat, last), await parseContent(ndjsonFormat, first)];
        expect(a.segments).toEqual(b.segments);
        expect(a.rejects.map(({ code }) => code)).toEqual(b.rejects.map(({ code }) => code));
      }),
      { numRuns: 60 },
    );
  });
});
