import { expect, it } from 'vitest';

import { quoted, SIDE_TABLE_NAMES, sideIndexOf, sideTableOf } from './side-table-sql.ts';

const ID = '0190a1b2-c3d4-8e5f-8a6b-7c8d9e0f1a2b';

it('names a table by which the sweep finds it', () => {
  expect(sideTableOf(ID)).toMatch(new RegExp(SIDE_TABLE_NAMES));
});

it('takes nothing but the id of an import into a statement', () => {
  for (const id of ['', 'imports', `${ID}; DROP TABLE x`, ID.toUpperCase()]) {
    expect(() => sideTableOf(id)).toThrow(TypeError);
  }
});

it('keeps names of indexes within what PostgreSQL keeps, and apart for two imports', () => {
  const long = 'an_index_with_a_name_that_somebody_else_thought_of_and_that_is_long';
  const other = ID.replace('0190', '0191');
  expect(sideIndexOf(long, ID)).toHaveLength(63);
  expect(sideIndexOf(long, ID)).not.toBe(sideIndexOf(long, other));
  expect(sideIndexOf('idx_segments_open_ends', ID)).toBe(`idx_segments_open_ends_${ID.replaceAll('-', '')}`);
});

it('quotes names that somebody else chose', () => {
  expect(quoted('a"b')).toBe('"a""b"');
});
