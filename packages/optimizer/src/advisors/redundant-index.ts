import { type ProbeRow } from '../probes/postgres-evidence.ts';
import { type Advisor, bytesText, quoteName } from './advisor.ts';

type Index = ProbeRow<'indexes'>;

/** Indexes whose columns are the first columns of another one. */
export const redundantIndex: Advisor = {
  id: 'redundant-index',
  judge({ postgres }, { redundantIndexBytes }) {
    const indexes = postgres?.indexes.value;
    if (!indexes) return null;
    const dropped = new Set<Index>();
    return indexes.flatMap((index) => {
      const { schema, table, name, bytes, columns } = index;
      if (index.isUnique || index.isNeeded || !index.isValid || bytes < redundantIndexBytes) return [];
      const by = indexes.find((other) => !dropped.has(other) && covers(other, index));
      if (!by) return [];
      dropped.add(index);
      return [
        {
          subject: `${schema}.${name}`,
          severity: 'info' as const,
          title: `${by.name} serves all that ${name}, ${bytesText(bytes)}, serves`,
          evidence: {
            table: `${schema}.${table}`,
            columns: columns.join(', '),
            bytes,
            coveredBy: by.name,
            coveredByColumns: by.columns.join(', '),
            tableWrites: index.tableWrites,
          },
          threshold: {
            rule: `its columns are the first of another index of the same method and predicate; ${bytesText(redundantIndexBytes)} or more`,
            source: 'PgHero, duplicate_indexes',
          },
          remedy: { kind: 'sql' as const, text: `DROP INDEX CONCURRENTLY ${quoteName(schema, name)};` },
        },
      ];
    });
  },
};

/** Only a btree serves by its first columns alone; of other methods all columns must be the same. */
function covers(other: Index, index: Index): boolean {
  if (other === index || !other.isValid) return false;
  const isSameKind =
    other.schema === index.schema &&
    other.table === index.table &&
    other.method === index.method &&
    other.condition === index.condition;
  const isPrefix = index.keys.every((key, place) => other.keys[place] === key);
  const isAllowed = index.method === 'btree' || other.keys.length === index.keys.length;
  return (
    isSameKind && isPrefix && isAllowed && index.included.every((column) => other.included.includes(column))
  );
}
