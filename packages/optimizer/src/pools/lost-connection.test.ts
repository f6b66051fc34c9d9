import { describe, expect, it } from 'vitest';

import { endsConnection, isTransient, opensTransaction } from './lost-connection.ts';

describe('lost connections', () => {
  it('are told from statements that failed', () => {
    expect(endsConnection(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isTransient(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toBe(true);
    expect(isTransient(Object.assign(new Error('password'), { code: '28P01' }))).toBe(false);
    const refused = Object.assign(new Error('a'), { code: 'ECONNREFUSED' });
    expect(isTransient(new AggregateError([refused, refused]))).toBe(true);
    expect(isTransient(new AggregateError([refused, new Error('b')]))).toBe(false);
  });

  it('let a statement be sent again that only opens a transaction', () => {
    for (const sql of [
      'BEGIN',
      'begin;',
      ' START TRANSACTION ISOLATION LEVEL SERIALIZABLE',
      'BEGIN READ ONLY',
    ])
      expect(opensTransaction(sql)).toBe(true);
    for (const sql of ['BEGIN; DELETE FROM t', 'SELECT 1', 'BEGINNING', 'COMMIT'])
      expect(opensTransaction(sql)).toBe(false);
  });
});
