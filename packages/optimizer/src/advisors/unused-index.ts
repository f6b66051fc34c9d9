import { type Advisor, bytesText, durationText, quoteName } from './advisor.ts';

/** Indexes that no scan has used for long, though every write keeps them up. */
export const unusedIndex: Advisor = {
  id: 'unused-index',
  judge({ postgres }, { unusedIndexBytes, unusedIndexStatsAge }) {
    const indexes = postgres?.indexes.value;
    if (!postgres || !indexes) return null;
    const { statsAgeSeconds } = postgres.server;
    if (statsAgeSeconds < unusedIndexStatsAge) return [];
    return indexes
      .filter(({ scans, bytes, isUnique, isNeeded, isValid }) => {
        return scans === 0 && bytes >= unusedIndexBytes && !isUnique && !isNeeded && isValid;
      })
      .map(({ schema, table, name, bytes, columns, tableWrites }) => ({
        subject: `${schema}.${name}`,
        severity: 'info',
        title: `No scan has used ${name}, ${bytesText(bytes)}, in ${durationText(statsAgeSeconds)}`,
        evidence: {
          table: `${schema}.${table}`,
          columns: columns.join(', '),
          bytes,
          scans: 0,
          tableWrites,
          statsAgeSeconds,
        },
        threshold: {
          rule: `no scan, ${bytesText(unusedIndexBytes)} or more, counters of ${durationText(unusedIndexStatsAge)} or more`,
          source: 'PgHero, unused_indexes; age of the counters as pgdoctor',
        },
        remedy: { kind: 'sql', text: `DROP INDEX CONCURRENTLY ${quoteName(schema, name)};` },
      }));
  },
};
