import { type ProbeRow } from '../probes/postgres-evidence.ts';
import { type TableScan } from '../probes/table-scans.ts';
import { withoutLiterals } from '../report/without-literals.ts';
import { type Advisor, percent, quoteName } from './advisor.ts';
import { type Thresholds } from './thresholds.ts';

type Table = ProbeRow<'tables'>;

/** Large tables that are read from end to end although statements want parts of them. */
export const missingIndex: Advisor = {
  id: 'missing-index',
  judge({ postgres, tableScans }, limits) {
    const tables = postgres?.tables.value;
    if (!tables) return null;
    return tables.flatMap((table) => {
      const { schema, liveRows, sequentialScans, sequentialRows, indexScans, bytes } = table;
      if (!isScanHeavy(table, limits)) return [];
      const scans = tableScans?.filter((scan) => scan.schema === schema && scan.table === table.table) ?? [];
      if (areWanted(scans, sequentialScans, limits)) return [];
      const worst = scans
        .filter(({ share }) => share < limits.missingIndexShare)
        .sort((a, b) => b.calls - a.calls)[0];
      const use = useOf(table);
      const name = quoteName(schema, table.table);
      const statement = worst ? withoutLiterals(worst.text) : null;
      return [
        {
          subject: `${schema}.${table.table}`,
          severity: 'warning' as const,
          title: `${schema}.${table.table} is scanned as a whole in ${percent(1 - use)} of its scans`,
          evidence: {
            liveRows,
            bytes,
            sequentialScans,
            rowsPerScan: sequentialRows / sequentialScans,
            indexScans,
            indexUse: use,
            statement,
            wantedShare: worst?.share ?? null,
          },
          threshold: {
            rule:
              `indexes serve less than ${percent(limits.missingIndexUse)} of ${limits.missingIndexScans} scans or more of ` +
              `${limits.missingIndexRows} rows or more, and not because statements want ${percent(limits.missingIndexShare)} of the table or more`,
            source: 'PgHero, missing_indexes; own for the part that is wanted',
          },
          remedy: {
            kind: 'sql' as const,
            text:
              '-- the columns that the statements compare for equality come first, then the one of a range\n' +
              (statement === null
                ? `SELECT calls, mean_exec_time, query FROM pg_stat_statements WHERE query ILIKE ${literal(`%${table.table}%`)} ORDER BY total_exec_time DESC LIMIT 10;\n`
                : `EXPLAIN (GENERIC_PLAN) ${statement};\n`) +
              `-- CREATE INDEX CONCURRENTLY ON ${name} (column);`,
          },
        },
      ];
    });
  },
};

/** True for a large table that indexes seldom serve. */
export function isScanHeavy(table: Table, limits: Thresholds): boolean {
  return (
    table.liveRows >= limits.missingIndexRows &&
    table.sequentialScans >= limits.missingIndexScans &&
    useOf(table) < limits.missingIndexUse
  );
}

function useOf({ indexScans, sequentialScans }: Table): number {
  return indexScans / (indexScans + sequentialScans);
}

/** True where statements that want much of the table explain most of its scans, and none is known that wants little. */
function areWanted(scans: readonly TableScan[], counted: number, { missingIndexShare }: Thresholds): boolean {
  const calls = scans.reduce((sum, scan) => sum + scan.calls, 0);
  return calls * 2 >= counted && scans.every(({ share }) => share >= missingIndexShare);
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
