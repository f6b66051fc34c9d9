import { type Advisor, percent, quoteName } from './advisor.ts';

/** Tables full of dead rows that vacuum has not come for. */
export const overdueVacuum: Advisor = {
  id: 'overdue-vacuum',
  judge({ postgres }, { deadShare, deadShareCritical, deadRows: least }) {
    const tables = postgres?.vacuum.value;
    if (!tables) return null;
    return tables.flatMap(
      ({ schema, table, liveRows, deadRows, vacuumAt, isAutovacuumOn, vacuumedSecondsAgo }) => {
        const share = deadRows / Math.max(1, liveRows + deadRows);
        if (deadRows < least || share < deadShare || deadRows < vacuumAt) return [];
        const name = quoteName(schema, table);
        return [
          {
            subject: `${schema}.${table}`,
            severity: share >= deadShareCritical ? ('critical' as const) : ('warning' as const),
            title: `${percent(share)} of the rows of ${schema}.${table} are dead`,
            evidence: {
              liveRows,
              deadRows,
              deadShare: share,
              autovacuumAtDeadRows: vacuumAt,
              isAutovacuumOn,
              vacuumedSecondsAgo,
            },
            threshold: {
              rule: `${percent(deadShare)} dead, critical from ${percent(deadShareCritical)}; ${least} dead rows or more, and more than autovacuum waits for`,
              source: 'pgdoctor, table-bloat',
            },
            remedy: {
              kind: 'sql' as const,
              text: isAutovacuumOn
                ? `VACUUM (ANALYZE) ${name};`
                : `VACUUM (ANALYZE) ${name};\nALTER TABLE ${name} RESET (autovacuum_enabled);   -- and autovacuum = on in the server's configuration`,
            },
          },
        ];
      },
    );
  },
};
