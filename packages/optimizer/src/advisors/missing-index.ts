import { type Advisor, percent, quoteName } from './advisor.ts';

/** Large tables that are read from end to end although statements want parts of them. */
export const missingIndex: Advisor = {
  id: 'missing-index',
  judge({ postgres }, { missingIndexRows, missingIndexUse, missingIndexScans }) {
    const tables = postgres?.tables.value;
    if (!tables) return null;
    return tables.flatMap((table) => {
      const { schema, liveRows, sequentialScans, sequentialRows, indexScans, bytes } = table;
      const use = indexScans / (indexScans + sequentialScans);
      if (liveRows < missingIndexRows || sequentialScans < missingIndexScans || use >= missingIndexUse)
        return [];
      const name = quoteName(schema, table.table);
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
          },
          threshold: {
            rule: `indexes serve less than ${percent(missingIndexUse)} of ${missingIndexScans} scans or more of ${missingIndexRows} rows or more`,
            source: 'PgHero, missing_indexes',
          },
          remedy: {
            kind: 'sql' as const,
            text:
              '-- the columns that the statements below compare for equality come first, then the one of a range\n' +
              `SELECT calls, mean_exec_time, query FROM pg_stat_statements WHERE query ILIKE ${literal(`%${table.table}%`)} ORDER BY total_exec_time DESC LIMIT 10;\n` +
              `-- CREATE INDEX CONCURRENTLY ON ${name} (column);`,
          },
        },
      ];
    });
  },
};

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
