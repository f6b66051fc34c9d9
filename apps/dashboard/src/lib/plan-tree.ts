/** A node of a plan, in the order in which it is read. */
export interface PlanRow {
  readonly depth: number;
  /** What the node does: Index Scan using idx_a on segments. */
  readonly title: string;
  /** Conditions and orders, as the planner writes them. */
  readonly details: readonly string[];
  readonly startupCost: number | null;
  readonly totalCost: number | null;
  readonly rows: number | null;
}

const MOST_ROWS = 200;
const DETAILS = [
  'Index Cond',
  'Recheck Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'Filter',
  'Sort Key',
  'Group Key',
] as const;

type Node = Readonly<Record<string, unknown>>;

/** The nodes of a plan of `EXPLAIN (FORMAT JSON)`, each above what it reads from; at most 200. */
export function planRows(plan: Node): PlanRow[] {
  const rows: PlanRow[] = [];
  const visit = (node: Node, depth: number): void => {
    if (rows.length >= MOST_ROWS) return;
    rows.push({
      depth,
      title: titleOf(node),
      details: DETAILS.flatMap((name) => (name in node ? [`${name}: ${textOf(node[name])}`] : [])),
      startupCost: numberOf(node['Startup Cost']),
      totalCost: numberOf(node['Total Cost']),
      rows: numberOf(node['Plan Rows']),
    });
    const parts = node['Plans'];
    if (Array.isArray(parts)) for (const part of parts as Node[]) visit(part, depth + 1);
  };
  visit(plan, 0);
  return rows;
}

function titleOf(node: Node): string {
  const index = node['Index Name'];
  const relation = node['Relation Name'] ?? node['CTE Name'] ?? node['Function Name'];
  return [
    textOf(node['Node Type']),
    index === undefined ? '' : `using ${textOf(index)}`,
    relation === undefined ? '' : `on ${textOf(relation)}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
