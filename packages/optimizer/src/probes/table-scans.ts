import { type Queryable } from '../pools/queryable.ts';
import { explain, type PlanNode } from './explain.ts';
import { type PostgresEvidence, type ProbeRow } from './postgres-evidence.ts';

/** A statement whose plan reads a whole table. */
export interface TableScan {
  readonly schema: string;
  readonly table: string;
  readonly queryId: string;
  readonly text: string;
  readonly calls: number;
  /** Rows that it wants of the table, 0–1, as the planner estimates. */
  readonly share: number;
}

type Table = Pick<ProbeRow<'tables'>, 'schema' | 'table' | 'liveRows'>;

/**
 * Which of the statements that take the most time read these tables from end to end, and how much of them they want.
 * Null where statements or plans cannot be had. Statements inside of functions are unknown to the server's statistics.
 */
export async function readTableScans(
  session: Queryable,
  { server, statements }: Pick<PostgresEvidence, 'server' | 'statements'>,
  tables: readonly Table[],
): Promise<TableScan[] | null> {
  if (statements.value === null || server.major < 16) return null;
  const scans: TableScan[] = [];
  for (const { queryId, text, calls } of statements.value) {
    const { plan } = await explain(session, server, innerStatement(text), { alone: true });
    if (plan === null) continue;
    for (const node of nodesOf(plan)) {
      const found = tables.find((table) => isScanOf(node, table));
      if (found === undefined) continue;
      const share = Math.min(1, Number(node['Plan Rows']) / Math.max(1, found.liveRows));
      scans.push({ schema: found.schema, table: found.table, queryId, text, calls, share });
    }
  }
  return scans;
}

function isScanOf(node: PlanNode, { schema, table }: Table): boolean {
  return node['Node Type'] === 'Seq Scan' && node['Relation Name'] === table && node['Schema'] === schema;
}

function* nodesOf(node: PlanNode): Generator<PlanNode> {
  yield node;
  const below = node['Plans'];
  if (Array.isArray(below)) for (const child of below as PlanNode[]) yield* nodesOf(child);
}

/** The query of a cursor or of a COPY. */
function innerStatement(text: string): string {
  const [, cursor] = /^\s*declare\s[\s\S]*?\scursor\s[\s\S]*?\bfor\s+([\s\S]*)$/i.exec(text) ?? [];
  const [, copied] = /^\s*copy\s*\(([\s\S]*)\)\s*to\b/i.exec(text) ?? [];
  return cursor ?? copied ?? text;
}
