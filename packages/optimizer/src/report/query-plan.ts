import { z } from 'zod';

import { type Queryable } from '../pools/queryable.ts';
import { reasonOf } from '../probes/probe.ts';
import { type ServerFacts } from '../probes/server-facts.ts';

/** EXPLAIN only plans; a plan that takes longer is not worth the wait, milliseconds. */
const PLAN_TIMEOUT_MS = 500;

const PLANNABLE = /^\s*(select|insert|update|delete|merge|with|values)\b/i;
const answerSchema = z.tuple([
  z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: z.record(z.string(), z.unknown()) })]) }),
]);

export interface QueryPlan {
  readonly plan: Record<string, unknown> | null;
  readonly planReason: string | null;
}

/**
 * The planner's tree for a statement of pg_stat_statements whatever its parameters are (`EXPLAIN (GENERIC_PLAN)`,
 * PostgreSQL 16 and later). Nothing is run, in a read-only transaction.
 */
export async function readQueryPlan(
  session: Queryable,
  server: ServerFacts,
  text: string,
): Promise<QueryPlan> {
  if (server.major < 16) return { plan: null, planReason: 'EXPLAIN (GENERIC_PLAN) needs PostgreSQL 16' };
  if (!PLANNABLE.test(text)) return { plan: null, planReason: 'a statement of this kind has no plan' };
  // Sent as simple text, since its parameters have no values; then only one statement may be in it.
  if (text.replace(/;\s*$/, '').includes(';'))
    return { plan: null, planReason: 'the text holds a semicolon' };
  await session.query('BEGIN READ ONLY');
  try {
    await session.query(
      `SET LOCAL statement_timeout = ${PLAN_TIMEOUT_MS}; SET LOCAL lock_timeout = ${PLAN_TIMEOUT_MS / 5}`,
    );
    const { rows } = await session.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${plannable(text)}`);
    return { plan: answerSchema.parse(rows)[0]['QUERY PLAN'][0].Plan, planReason: null };
  } catch (error) {
    return { plan: null, planReason: reasonOf(error) };
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
