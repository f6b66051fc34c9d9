import { type ClientBase } from 'pg';

/** Runs one statement; rows are plain objects. */
export interface Queryable {
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: unknown[],
  ): Promise<{ rows: Row[]; rowCount: number | null }>;
}

/** What the pipeline needs of the host's PostgreSQL pool. */
export interface Database extends Queryable {
  /** Runs `work` in one transaction: commits when it resolves, rolls back when it throws. */
  transaction<T>(work: (session: Queryable) => Promise<T>): Promise<T>;
}

/** A connection of `pg` as the session of a transaction that is open on it. */
export function sessionOf(client: ClientBase): Queryable {
  return {
    query: <Row extends object>(sql: string, values: unknown[] = []) =>
      client.query<Row & Record<string, unknown>>(sql, values),
  };
}
