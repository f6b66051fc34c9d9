import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { parseContent } from '../../../../test/support/parse-drawing.ts';
import { createIfcClassTable } from '../table/ifc-class-table.ts';
import { createGeoJsonFormat } from './create-geojson-format.ts';
import { TruncatedGeoJsonError } from './geojson-errors.ts';
import { geoJsonFormat } from './geojson-format.ts';

/** Each run writes and reads a file; a busy machine takes its time. */
const PATIENCE = { timeout: 60_000 };

const feature = fc.record({
  type: fc.constant('Feature'),
  id: fc.string({ minLength: 1 }),
  geometry: fc.constantFrom(null, { type: 'Point', coordinates: [1, 2.5] }),
  properties: fc.dictionary(fc.constantFrom('note', 'a"}', 'b\\', '{"type":"Feature"'), fc.jsonValue()),
});

it('gives every feature that was written, for any chunk size and layout', PATIENCE, async () => {
  const size = fc.integer({ min: 1, max: 500 });
  const layout = fc.constantFrom('one line', 'pretty', 'sequence');
  await fc.assert(
    fc.asyncProperty(
      fc.array(feature, { maxLength: 20 }),
      size,
      layout,
      async (features, chunkBytes, shape) => {
        const document = { type: 'FeatureCollection', features };
        const text =
          shape === 'sequence'
            ? features.map((item) => `\u{1E}${JSON.stringify(item)}\n`).join('')
            : JSON.stringify(document, null, shape === 'pretty' ? 2 : 0);
        const { segments, rejects, plan } = await parseContent(geoJsonFormat, text, { chunkBytes });
        expect(rejects).toEqual([]);
        expect(segments.map(({ externalId }) => externalId)).toEqual(features.map(({ id }) => id));
        const bytes = Buffer.from(text);
        for (const { position } of segments) {
          const rest = bytes.subarray(position.byteOffset).toString().replace(/\s/g, '');
          expect(rest.startsWith('{"type":"Feature","id"')).toBe(true);
          const lines = bytes.subarray(0, position.byteOffset).toString().split('\n').length;
          expect(position.line).toBe(lines);
        }
        const ends = plan.chunks.map((chunk) => chunk.end);
        expect(plan.chunks.slice(1).map((chunk) => chunk.start)).toEqual(ends.slice(0, -1));
      },
    ),
    { numRuns: 60 },
  );
});

it('gives the same records and rejects of any bytes, for any chunk size', PATIENCE, async () => {
  const format = createGeoJsonFormat({ classes: createIfcClassTable(), maxRecordBytes: 90 });
  const piece = fc.constantFrom(
    '{"type":"Feature","geometry":null,"properties":{"name":"a"}}',
    '{"type":"Feature","properties":{"name":"b',
    '{"type":"Point","coordinates":[1,2]}',
    '{"type":"FeatureCollection","features":[',
    ']}',
    '"x',
    '",',
    'x'.repeat(70),
    '\n',
    '\u{1E}',
    ',',
    '{',
    '}',
    '[',
    '\\',
    ':',
    '1',
  );
  const body = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(
      body,
      fc.boolean(),
      fc.integer({ min: 1, max: 200 }),
      async (text, inList, chunkBytes) => {
        const content = inList ? `{"type":"FeatureCollection","features":[${text}]}` : text;
        const read = async (bytes: number): Promise<unknown> => {
          try {
            const { plan: _, ...found } = await parseContent(format, content, { chunkBytes: bytes });
            return found;
          } catch (error) {
            // Nothing else is wrong with a whole file.
            if (!(error instanceof TruncatedGeoJsonError)) throw error;
            return 'truncated';
          }
        };
        expect(await read(chunkBytes)).toEqual(await read(1e9));
      },
    ),
    { numRuns: 300, seed: 20261123 },
  );
});
