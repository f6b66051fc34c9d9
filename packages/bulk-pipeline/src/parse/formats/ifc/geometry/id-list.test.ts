import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { IdSet } from './id-list.ts';

it('A set of ids holds each once, in the order in which they came', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(50), fc.nat(0xffffffff)), { maxLength: 600 }), (ids) => {
      const set = new IdSet();
      for (const id of ids) set.add(id);
      expect(set.ids.toArray()).toEqual([...new Set(ids)]);
    }),
  );
});
