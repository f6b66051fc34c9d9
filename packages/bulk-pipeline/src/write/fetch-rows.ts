import { type Queryable } from '../ports.ts';

const PAGE = 2000;

/**
 * Rows of a query by pages of 2,000 through a cursor of the open transaction, so that no result is held whole. The
 * reader may use the session between two pages, but not for another of these.
 */
export async function* fetchRows<Row extends object>(
  session: Queryable,
  sql: string,
  values: readonly unknown[],
  signal: AbortSignal,
): AsyncGenerator<Row[]> {
  await session.query(`DECLARE sizewise_rows NO SCROLL CURSOR FOR ${sql}`, [...values]);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { rows } = await session.query<Row>(`FETCH ${PAGE} FROM sizewise_rows`);
      if (rows.length > 0) yield rows;
      if (rows.length < PAGE) return;
    }
  } finally {
    await session.query('CLOSE sizewise_rows').catch(() => undefined);
  }
}
