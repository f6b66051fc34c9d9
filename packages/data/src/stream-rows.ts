import { type PostgresPool } from '@sizewise/optimizer';

const ROWS_AT_A_TIME = 2000;

/**
 * The rows of one query, from one snapshot, a few thousand at a time: a cursor on the server keeps memory flat. Holds a
 * connection until the reader is done.
 */
export async function* streamRows<Row extends object>(
  pool: PostgresPool,
  sql: string,
  values: readonly unknown[],
  signal?: AbortSignal,
): AsyncGenerator<Row[]> {
  await using lease = await pool.acquire({ signal });
  await lease.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    await lease.query(`DECLARE stream NO SCROLL CURSOR FOR ${sql}`, values);
    for (;;) {
      signal?.throwIfAborted();
      const { rows } = await lease.query<Row>(`FETCH ${ROWS_AT_A_TIME} FROM stream`);
      if (rows.length > 0) yield rows;
      if (rows.length < ROWS_AT_A_TIME) return;
    }
  } finally {
    await lease.query('ROLLBACK').catch(() => undefined);
  }
}
