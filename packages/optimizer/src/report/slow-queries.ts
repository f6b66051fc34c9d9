import { type QueryPerformance, type SlowQuery } from '@sizewise/shared';

import { StatementTrends } from '../monitors/statement-trends.ts';
import { type Queryable } from '../pools/queryable.ts';
import { explain } from '../probes/explain.ts';
import { type PostgresEvidence } from '../probes/postgres-evidence.ts';
import { withoutLiterals } from './without-literals.ts';

/** Statements that the report shows; each costs one EXPLAIN. */
const MOST = 20;

/** The statements that take the most time, with their plans; null where pg_stat_statements cannot be read. */
export async function readSlowQueries(
  session: Queryable,
  evidence: PostgresEvidence,
): Promise<SlowQuery[] | null> {
  const { statements, server } = evidence;
  if (statements.value === null) return null;
  const shown = statements.value.slice(0, MOST);
  const trends = await new StatementTrends(session).recent(
    shown.map(({ queryId }) => queryId),
    new Date(),
  );
  const queries: SlowQuery[] = [];
  for (const { text, blocksHit, blocksRead, ...figures } of shown) {
    const { plan, reason } = await explain(session, server, text);
    queries.push({
      ...figures,
      text: withoutLiterals(text),
      cacheHitRatio: ratioOf(blocksHit, blocksRead),
      plan,
      planReason: reason,
      trend: trends.get(figures.queryId) ?? [],
    });
  }
  return queries;
}

/** Sums over all statements, and how many blocks of tables and indexes were found in shared buffers. */
export function queryPerformanceOf({ statementSums, buffers }: PostgresEvidence): QueryPerformance | null {
  const sums = statementSums.value?.[0];
  const blocks = buffers.value?.[0];
  if (!sums && !blocks) return null;
  return {
    since: sums?.since?.toISOString() ?? null,
    statements: sums?.statements ?? null,
    calls: sums?.calls ?? null,
    totalSeconds: sums?.totalSeconds ?? null,
    meanSeconds: sums && sums.calls > 0 ? sums.totalSeconds / sums.calls : null,
    tableHitRatio: blocks ? ratioOf(blocks.tableHits, blocks.tableReads) : null,
    indexHitRatio: blocks ? ratioOf(blocks.indexHits, blocks.indexReads) : null,
  };
}

function ratioOf(hits: number, reads: number): number | null {
  return hits + reads > 0 ? hits / (hits + reads) : null;
}
