import { type Client } from 'pg';

const PAGE = 2000;

/**
 * Rows of a query by pages of 2,000 through a cursor of the open transaction, so that no result is held whole. The
 * reader may use the session between two pages, but not for another of these.
 */
export async function* fetchRows<Row extends object>(
  client: Client,
  sql: string,
  values: readonly unknown[],
  signal: AbortSignal,
): AsyncGenerator<Row[]> {
  await client.query(`DECLARE sizewise_rows NO SCROLL CURSOR FOR ${sql}`, [...values]);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { rows } = await client.query<Row>(`FETCH ${PAGE} FROM sizewise_rows`);
      if (rows.length > 0) yield rows;
      if (rows.length < PAGE) return;
    }
  } finally {
    await client.query('CLOSE sizewise_rows').catch(() => undefined);
  }
}
