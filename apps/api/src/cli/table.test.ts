import { describe, expect, it } from 'vitest';

import { textTable } from './table.ts';

describe('textTable', () => {
  it('puts numbers to the right, under their head', () => {
    const rows = [
      ['name', 'bytes', 'serves'],
      ['a', 1234, 'boxes'],
      ['longer', '–', ''],
    ];
    expect(textTable(rows)).toBe('name    bytes  serves\na       1,234  boxes\nlonger  –\n');
  });

  it('shows a head without rows', () => {
    expect(textTable([['name', 'bytes']])).toBe('name  bytes\n');
  });
});
