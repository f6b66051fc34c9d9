import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ABSENT, type InstanceArrays, InstanceTableBuilder } from './instance-table.ts';
import { PagedInstances, type ReadSection } from './paged-instances.ts';
import { RelationMapBuilder } from './relation-map.ts';

/** The same table as if it stood in a file. */
function paged({ ids, offsets, classes }: InstanceArrays, cacheBytes?: number): PagedInstances {
  const section =
    (source: ArrayLike<number>): ReadSection =>
    (target, first) => {
      for (let i = 0; i < target.length; i++) target[i] = source[first + i] ?? 0;
    };
  return new PagedInstances(
    {
      ids: ids && section(ids),
      offsets: section(offsets),
      classes: section(classes),
      length: classes.length,
      wide: offsets instanceof Float64Array,
    },
    cacheBytes,
  );
}

describe('PagedInstances', () => {
  it.each([1, 3])(
    'answers as the table in memory does, with two pages in memory, every %d numbers',
    (step) => {
      const builder = new InstanceTableBuilder();
      const most = 120_000;
      for (let id = 1; id <= most; id += step) if (id % 5 !== 0) builder.add(id, id * 7, id % 300);
      const table = builder.build(() => {});
      const few = paged(table.arrays, 1);
      fc.assert(
        fc.property(fc.nat(most + 20_000), (id) => {
          expect([few.offsetOf(id), few.classOf(id)]).toEqual([table.offsetOf(id), table.classOf(id)]);
        }),
        { numRuns: 2000 },
      );
    },
  );
});

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
        for (const answers of [table, paged(table.arrays)]) {
          for (const id of [...map.keys(), 7, 0xfffffffe]) {
            expect(answers.offsetOf(id)).toBe(map.get(id)?.offset ?? -1);
            expect(answers.classOf(id)).toBe(map.get(id)?.classId ?? ABSENT);
          }
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
