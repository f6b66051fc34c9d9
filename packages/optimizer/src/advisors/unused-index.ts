import { type Advisor, bytesText, durationText, quoteName } from './advisor.ts';

/** Indexes that no scan has used for long, though every write keeps them up. */
export const unusedIndex: Advisor = {
  id: 'unused-index',
  judge({ postgres, indexAges }, { unusedIndexBytes, unusedIndexStatsAge }) {
    const indexes = postgres?.indexes.value;
    if (!postgres || !indexes) return null;
    const { statsAgeSeconds } = postgres.server;
    return indexes.flatMap(({ oid, schema, table, name, columns, bytes, scans, tableWrites, ...flags }) => {
      const { isUnique, isNeeded, isValid } = flags;
      const seconds = Math.min(statsAgeSeconds, indexAges.get(oid) ?? 0);
      const isKept = isUnique || isNeeded || !isValid;
      if (scans > 0 || isKept || bytes < unusedIndexBytes || seconds < unusedIndexStatsAge) return [];
      return [
        {
          subject: `${schema}.${name}`,
          severity: 'info' as const,
          title: `No scan has used ${name}, ${bytesText(bytes)}, in ${durationText(seconds)}`,
          evidence: {
            table: `${schema}.${table}`,
            columns: columns.join(', '),
            bytes,
            scans,
            tableWrites,
            countedSeconds: seconds,
          },
          threshold: {
            rule: `no scan, ${bytesText(unusedIndexBytes)} or more, known and counted for ${durationText(unusedIndexStatsAge)} or more`,
            source: 'PgHero, unused_indexes; age of the counters as pgdoctor',
          },
          remedy: { kind: 'sql' as const, text: `DROP INDEX CONCURRENTLY ${quoteName(schema, name)};` },
        },
      ];
    });
  },
};
