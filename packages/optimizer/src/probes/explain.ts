import { z } from 'zod';

import { type Queryable } from '../pools/queryable.ts';
import { reasonOf } from './probe.ts';
import { type ServerFacts } from './server-facts.ts';

/** EXPLAIN only plans; a plan that takes longer is not worth the wait, milliseconds. */
const PLAN_TIMEOUT_MS = 500;

const PLANNABLE = /^\s*(select|insert|update|delete|merge|with|values)\b/i;
const answerSchema = z.tuple([
  z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: z.record(z.string(), z.unknown()) })]) }),
]);

/** One node of a plan, with the nodes below under `Plans`. */
export type PlanNode = Record<string, unknown>;

/** The planner's tree, or why there is none. */
export type Explained =
  { readonly plan: PlanNode; readonly reason: null } | { readonly plan: null; readonly reason: string };

/**
 * The planner's tree for a statement of pg_stat_statements whatever its parameters are (`EXPLAIN (GENERIC_PLAN)`,
 * PostgreSQL 16 and later). Nothing is run, in a read-only transaction. Never rejects.
 * @param options.alone plans without parallel workers and names schemas, so that rows of a node are all its rows
 */
export async function explain(
  session: Queryable,
  server: Pick<ServerFacts, 'major'>,
  text: string,
  options: { readonly alone?: boolean } = {},
): Promise<Explained> {
  const none = (reason: string): Explained => ({ plan: null, reason });
  if (server.major < 16) return none('EXPLAIN (GENERIC_PLAN) needs PostgreSQL 16');
  if (!PLANNABLE.test(text)) return none('a statement of this kind has no plan');
  // Sent as simple text, since its parameters have no values; then only one statement may be in it.
  if (text.replace(/;\s*$/, '').includes(';')) return none('the text holds a semicolon');
  try {
    await session.query('BEGIN READ ONLY');
    await session.query(
      `SET LOCAL statement_timeout = ${PLAN_TIMEOUT_MS}; SET LOCAL lock_timeout = ${PLAN_TIMEOUT_MS / 5}` +
        (options.alone ? '; SET LOCAL max_parallel_workers_per_gather = 0' : ''),
    );
    const { rows } = await session.query(
      `EXPLAIN (GENERIC_PLAN, FORMAT JSON${options.alone ? ', VERBOSE' : ''}) ${plannable(text)}`,
    );
    return { plan: answerSchema.parse(rows)[0]['QUERY PLAN'][0].Plan, reason: null };
  } catch (error) {
    return none(reasonOf(error));
  } finally {
    await session.query('ROLLBACK').catch(() => undefined);
  }
}

/** What pg_stat_statements makes of `extract(day FROM …)` and `interval '1 day'` is no SQL any more. */
function plannable(text: string): string {
  return text
    .replaceAll(/\bextract\s*\(\s*\$\d+\s+from\b/gi, 'extract(epoch FROM')
    .replaceAll(/\binterval\s+(\$\d+)/gi, '$1::interval');
}
