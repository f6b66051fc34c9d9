import { describe, expect, it } from 'vitest';

import { withoutLiterals } from './without-literals.ts';

describe('withoutLiterals', () => {
  it.each([
    ["SELECT * FROM t WHERE a = 'x''y' AND b = 4.5e3", 'SELECT * FROM t WHERE a = ? AND b = ?'],
    ['SELECT $1, t1.c2 FROM "it\'s" t1', 'SELECT $1, t1.c2 FROM "it\'s" t1'],
    ["CREATE ROLE r PASSWORD E'se\\'cret'", 'CREATE ROLE r PASSWORD ?'],
    ['DO $x$ SELECT $$a$$ $x$', 'DO ?'],
    ["SELECT 1 -- 'me'\n/* 'you' */ , 2", 'SELECT ? , ?'],
    ["SELECT 'cut off", 'SELECT ?'],
    ['SELECT größe2 FROM t', 'SELECT größe2 FROM t'],
  ])('clears %s', (sql, cleared) => expect(withoutLiterals(sql)).toBe(cleared));
});
