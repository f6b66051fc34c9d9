import { type Advisor, bytesText, quoteName } from './advisor.ts';

/** Indexes that an interrupted CREATE INDEX CONCURRENTLY left: kept up by writes, used by nothing. */
export const invalidIndex: Advisor = {
  id: 'invalid-index',
  judge({ postgres }) {
    const indexes = postgres?.indexes.value;
    if (!indexes) return null;
    return indexes
      .filter(({ isValid, isBuilding }) => !isValid && !isBuilding)
      .map(({ schema, table, name, bytes, columns, isNeeded }) => {
        // What REINDEX CONCURRENTLY leaves behind is a copy: the index itself is still there.
        const isLeftover = /_ccnew\d*$|_ccold\d*$/.test(name) && !isNeeded;
        return {
          subject: `${schema}.${name}`,
          severity: 'warning',
          title: `${name}, ${bytesText(bytes)}, is invalid: no statement uses it`,
          evidence: { table: `${schema}.${table}`, columns: columns.join(', '), bytes, isLeftover },
          threshold: {
            rule: 'indisvalid is false and no build is under way',
            source: 'PostgreSQL, CREATE INDEX',
          },
          remedy: {
            kind: 'sql',
            text: `${isLeftover ? 'DROP' : 'REINDEX'} INDEX CONCURRENTLY ${quoteName(schema, name)};`,
          },
        };
      });
  },
};
