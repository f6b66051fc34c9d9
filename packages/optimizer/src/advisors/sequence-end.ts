import { type Advisor, percent, quoteName } from './advisor.ts';

/** Sequences that will soon have no value left, or none that fits their column. */
export const sequenceEnd: Advisor = {
  id: 'sequence-end',
  judge({ postgres }, { sequenceUse }) {
    const sequences = postgres?.sequences.value;
    if (!sequences) return null;
    return sequences.flatMap(({ schema, sequence, table, column, columnType, lastValue, limit, isCycle }) => {
      const use = lastValue / limit;
      if (isCycle || use < sequenceUse) return [];
      const name = quoteName(schema, sequence);
      const widen =
        table && column ? `ALTER TABLE ${table} ALTER COLUMN ${quoteName(column)} TYPE bigint;\n` : '';
      return [
        {
          subject: `${schema}.${sequence}`,
          severity: 'critical' as const,
          title: `${schema}.${sequence} has used ${percent(use)} of its values`,
          evidence: { table, column, columnType, lastValue, limit, use },
          threshold: {
            rule: `${percent(sequenceUse)} or more of the values that its column holds`,
            source: 'PgHero, sequence_danger; pgdoctor, sequence-health',
          },
          remedy: {
            kind: 'sql' as const,
            text: `${widen}ALTER SEQUENCE ${name} AS bigint;   -- writes the table anew under a lock`,
          },
        },
      ];
    });
  },
};
