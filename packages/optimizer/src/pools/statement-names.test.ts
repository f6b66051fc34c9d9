import { describe, expect, it } from 'vitest';

import { StatementNames } from './statement-names.ts';

describe('StatementNames', () => {
  it('names a statement from the given run on, always the same', () => {
    const names = new StatementNames(3);
    expect([1, 2, 3, 4].map(() => names.nameOf('SELECT $1'))).toEqual([
      undefined,
      undefined,
      'sizewise_1',
      'sizewise_1',
    ]);
    expect(new StatementNames(1).nameOf('SELECT $1')).toBe('sizewise_1');
    expect(new StatementNames(0).nameOf('SELECT $1')).toBeUndefined();
  });

  it('forgets texts that are not run again, and never gives a name twice', () => {
    const names = new StatementNames(1);
    const first = names.nameOf('first');
    const others = new Set(Array.from({ length: 2000 }, (_, i) => names.nameOf(`text ${i}`)));
    expect(others.size).toBe(2000);
    expect(names.nameOf('first')).not.toBe(first);
  });
});
