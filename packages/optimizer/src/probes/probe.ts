import { z } from 'zod';

import { type Queryable } from '../pools/queryable.ts';
import { type ServerFacts } from './server-facts.ts';

/** A probe that has no answer by then is given up: it must never be a load of its own, milliseconds. */
const STATEMENT_TIMEOUT_MS = 1000;
// Some functions of the catalog lock what they describe: a probe must not queue behind a migration.
const LOCK_TIMEOUT_MS = 100;

/** What a probe read, or why it could not. */
export type ProbeResult<T> =
  { readonly value: T; readonly reason: null } | { readonly value: null; readonly reason: string };

/** One small read of system views. */
export interface PostgresProbe<Row extends z.ZodType> {
  readonly name: string;
  /** Extension whose views it reads. */
  readonly extension?: string;
  readonly row: Row;
  /** The statement for that server; every count and size is cast to a number that JavaScript holds. */
  sql(server: ServerFacts): string;
}

/** Gives a probe the type of its rows. */
export function definePostgresProbe<Row extends z.ZodType>(probe: PostgresProbe<Row>): PostgresProbe<Row> {
  return probe;
}

/**
 * Runs a probe in a read-only transaction of at most a second. Never rejects: a missing extension, a missing right
 * or an answer of another shape is the reason of the result.
 */
export async function runProbe<Row extends z.ZodType>(
  session: Queryable,
  server: ServerFacts,
  probe: PostgresProbe<Row>,
): Promise<ProbeResult<z.infer<Row>[]>> {
  if (probe.extension !== undefined && !server.extensions.has(probe.extension)) {
    return { value: null, reason: `the extension ${probe.extension} is not installed` };
  }
  try {
    const rows = await readOnly(session, probe.sql(server));
    return { value: z.array(probe.row).parse(rows), reason: null };
  } catch (error) {
    return { value: null, reason: reasonOf(error) };
  }
}

async function readOnly(session: Queryable, sql: string): Promise<Record<string, unknown>[]> {
  await session.query('BEGIN READ ONLY');
  try {
    await session.query(
      `SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}; SET LOCAL lock_timeout = ${LOCK_TIMEOUT_MS}`,
    );
    return (await session.query(sql)).rows;
  } finally {
    await session.query('ROLLBACK').catch(() => undefined);
  }
}

/** One line that says why something could not be read. */
export function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    return `the answer has another shape at ${issue?.path.join('.') ?? '?'}: ${issue?.message ?? '?'}`;
  }
  return error instanceof Error ? error.message : String(error);
}
