import { CROSS_SECTIONS, DISCIPLINES, SEGMENT_TYPES, segmentInputSchema } from '@sizewise/shared';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { type ClassTable } from '../table/class-table.ts';
import { RecordFault } from '../table/record-fault.ts';
import { isSegmentObject, readSegmentObject } from './segment-object.ts';

/** Takes every class as it is, so that only the rules of the fields are compared. */
const anyClass: ClassTable = { facts: (name) => ({ name, segmentType: 'other', discipline: null }) };

const wrong = fc.constantFrom<unknown>(null, '', 'x', 0, -1, 1e7, 1e9, true, [], {}, ['x'], [1], 'NaN');
const mostly = (arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 30, arbitrary }, { weight: 1, arbitrary: wrong });
const text = (limit: number): fc.Arbitrary<unknown> =>
  mostly(
    fc.oneof(
      { weight: 20, arbitrary: fc.string() },
      { weight: 1, arbitrary: fc.constantFrom('x'.repeat(limit), 'x'.repeat(limit + 1)) },
    ),
  );
const sound = fc.double({ min: 0, max: 1e8, noNaN: true });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const size = mostly(fc.oneof({ weight: 30, arbitrary: sound }, { weight: 1, arbitrary: finite }));
const coordinate = fc.double({ min: -1.0001e8, max: 1.0001e8, noNaN: true });
const bounds = fc.record(
  {
    minX: coordinate,
    minY: coordinate,
    minZ: coordinate,
    maxX: coordinate,
    maxY: coordinate,
    maxZ: coordinate,
    note: fc.string(),
  },
  { requiredKeys: ['minX', 'minY', 'minZ', 'maxX', 'maxY'] },
);
const ordered = fc.tuple(coordinate, coordinate, coordinate).map(([x, y, z]) => ({
  minX: x,
  minY: y,
  minZ: z,
  maxX: x + 1,
  maxY: y,
  maxZ: z + 0.5,
}));
const properties = fc.dictionary(
  fc.string().filter((key) => key !== '__proto__'),
  fc.jsonValue({ maxDepth: 3 }),
);

const segment = fc.record(
  {
    segmentType: mostly(fc.constantFrom(...SEGMENT_TYPES)),
    externalId: text(1024),
    discipline: mostly(fc.constantFrom(...DISCIPLINES)),
    ifcClass: text(128),
    layer: text(1024),
    name: text(4096),
    system: text(1024),
    level: text(1024),
    material: text(1024),
    shape: mostly(fc.constantFrom(...CROSS_SECTIONS)),
    width: size,
    height: size,
    diameter: size,
    length: size,
    airflow: mostly(fc.double({ min: -1.01e6, max: 1.01e6, noNaN: true })),
    bounds: mostly(fc.oneof({ weight: 20, arbitrary: ordered }, { weight: 1, arbitrary: bounds })),
    connectsTo: mostly(
      fc.array(
        fc.oneof(
          { weight: 30, arbitrary: fc.string() },
          { weight: 1, arbitrary: fc.constantFrom('x'.repeat(1025)) },
        ),
      ),
    ),
    properties: mostly(properties),
  },
  { requiredKeys: ['segmentType'] },
);

it('accepts and rejects what segmentInputSchema does, with the same fields', { timeout: 60_000 }, () => {
  let accepted = 0;
  let rejected = 0;
  fc.assert(
    fc.property(segment, (input) => {
      const value: object = JSON.parse(JSON.stringify(input));
      const expected = segmentInputSchema.safeParse(value);
      let fields: unknown = null;
      try {
        const position = { line: 1, byteOffset: 0 };
        const outcome = isSegmentObject(value) ? readSegmentObject(value, position, 1, anyClass) : null;
        const { position: _, outline: __, openPorts: ___, ...rest } = outcome?.record ?? {};
        fields = rest;
      } catch (error) {
        if (!(error instanceof RecordFault)) throw error;
      }
      expect(fields).toEqual(expected.success ? expected.data : null);
      if (expected.success) accepted += 1;
      else rejected += 1;
    }),
    { numRuns: 3000 },
  );
  // Both sides have to come up, or the comparison says nothing.
  expect(Math.min(accepted, rejected)).toBeGreaterThan(300);
});
