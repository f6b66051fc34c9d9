import { type TakeoffGroup } from '@sizewise/shared';
import { expect, it } from 'vitest';

import {
  AMOUNT_COLUMNS,
  keyText,
  readKeys,
  readSort,
  sortGroups,
  sortText,
  USUAL_KEYS,
} from './takeoff-columns.ts';

const group = (size: string | null, length: number | null): TakeoffGroup => ({
  group: { size },
  count: 1,
  length,
  withoutLength: 0,
  area: null,
  weight: null,
});

it('sorts sizes as numbers and leaves the unknown last, whichever way', () => {
  const groups = [group(null, 3), group('1000x300', null), group('400x300', 12)];
  const sizes = (text: string) => sortGroups(groups, readSort(text)).map((row) => row.group.size);
  expect(sizes('size')).toEqual(['400x300', '1000x300', null]);
  expect(sizes('-size')).toEqual(['1000x300', '400x300', null]);
  expect(sizes('length')).toEqual([null, '400x300', '1000x300']);
  expect(sizes('-length')).toEqual(['400x300', null, '1000x300']);
  expect(sortGroups(groups, null)).toBe(groups);
});

it('reads what a link says and passes over what is no column', () => {
  expect(readKeys('level,size,level,x')).toEqual(['level', 'size']);
  expect(readKeys('x')).toEqual(USUAL_KEYS);
  expect(readKeys(null)).toEqual(USUAL_KEYS);
  const sort = readSort('-withoutLength');
  expect(sort && sortText(sort)).toBe('-withoutLength');
  expect(readSort('x')).toBeNull();
});

it('writes what is not known as a dash, and nothing as a word', () => {
  expect(AMOUNT_COLUMNS.map(({ text }) => text(group('a', 1234.56)))).toEqual([
    '1',
    '1,234.6',
    '0',
    '–',
    '–',
  ]);
  expect(keyText('system', null)).toBe('No system');
  expect(keyText('segmentType', 'air_terminal')).toBe('Air terminal');
});
