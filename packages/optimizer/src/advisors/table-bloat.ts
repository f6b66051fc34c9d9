import { type Advisor, bytesText, percent, quoteName } from './advisor.ts';

/** Tables much larger than their rows need. */
export const tableBloat: Advisor = {
  id: 'table-bloat',
  judge({ postgres }, { bloatShare, bloatBytes }) {
    const tables = postgres?.bloat.value;
    if (!tables) return null;
    return tables.flatMap(({ schema, table, bytes, expectedBytes }) => {
      const wasted = bytes - expectedBytes;
      const share = bytes === 0 ? 0 : wasted / bytes;
      if (wasted < bloatBytes || share < bloatShare) return [];
      return [
        {
          subject: `${schema}.${table}`,
          severity: 'warning' as const,
          title: `About ${bytesText(wasted)} of ${schema}.${table} (${percent(share)}) hold no row`,
          evidence: { bytes, expectedBytes, wastedBytes: wasted, wastedShare: share },
          threshold: {
            rule: `${bytesText(bloatBytes)} and ${percent(bloatShare)} of the table, estimated`,
            source: 'PgHero, 100 MB wasted; estimate of ioguix/pgsql-bloat-estimation',
          },
          remedy: {
            kind: 'sql' as const,
            text: `VACUUM (FULL, ANALYZE) ${quoteName(schema, table)};   -- locks the table while it is written anew; pg_repack does not`,
          },
        },
      ];
    });
  },
};
