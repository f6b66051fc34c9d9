import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ABSENT, InstanceTableBuilder } from './instance-table.ts';
import { RelationMapBuilder } from './relation-map.ts';

describe('InstanceTable', () => {
  it('answers like a map, dense or sparse, and hears of numbers used twice', () => {
    const instance = fc.tuple(
      fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 0xffffffff })),
      fc.nat(500),
    );
    fc.assert(
      fc.property(fc.array(instance, { maxLength: 60 }), fc.nat(70), (list, wideFrom) => {
        const builder = new InstanceTableBuilder();
        const map = new Map<number, { offset: number; classId: number }>();
        let expectedDuplicates = 0;
        list.forEach(([id, classId], place) => {
          const offset = place * 10 + (place >= wideFrom ? 2 ** 32 : 0);
          builder.add(id, offset, classId);
          if (map.has(id)) expectedDuplicates++;
          else map.set(id, { offset, classId });
        });
        let duplicates = 0;
        const table = builder.build(() => duplicates++);
        expect(duplicates).toBe(expectedDuplicates);
        expect(table.arrays.count).toBe(map.size);
        for (const id of [...map.keys(), 7, 0xfffffffe]) {
          expect(table.offsetOf(id)).toBe(map.get(id)?.offset ?? -1);
          expect(table.classOf(id)).toBe(map.get(id)?.classId ?? ABSENT);
        }
      }),
    );
  });
});

describe('RelationMap', () => {
  it('keeps the values of a key in the order they came', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 0, max: 0xffffffff })), { maxLength: 100 }),
        (pairs) => {
          const builder = new RelationMapBuilder();
          for (const [key, value] of pairs) builder.add(key, value);
          const map = builder.build();
          for (let key = 0; key <= 21; key++) {
            const expected = pairs.filter(([other]) => other === key).map(([, value]) => value);
            expect([...map.get(key)]).toEqual(expected);
            expect(map.first(key)).toBe(expected[0] ?? null);
          }
        },
      ),
    );
  });
});
