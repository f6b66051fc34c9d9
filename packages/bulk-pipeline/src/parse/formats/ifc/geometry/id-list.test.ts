import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { IdSet } from './id-list.ts';

it('A set of ids holds each once, in the order in which they came, also when it was cleared', () => {
  const set = new IdSet();
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.nat(50), fc.nat(0xffffffff)), { maxLength: 600 }), (ids) => {
      set.clear();
      for (const id of ids) set.add(id);
      expect(set.ids.toArray()).toEqual([...new Set(ids)]);
    }),
  );
});
