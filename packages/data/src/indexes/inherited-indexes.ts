import { type IndexState, type MigrationSession } from '@sizewise/shared';

/** An index of a table, and what stands for it on a table that inherits from that one: a large import has its own. */
export interface InheritedIndex {
  /** Name of the parent's index. */
  readonly name: string;
  /** The table that inherits. */
  readonly table: string;
  /** Its index of the same definition; null where it has none. */
  readonly index: string | null;
  readonly valid: boolean;
  readonly bytes: number;
  readonly uses: number;
  readonly isUnique: boolean;
  /** What follows the table in CREATE INDEX. */
  readonly definition: string;
}

const INHERITED = `
  WITH indexes AS (
    SELECT c.relname AS index, c.oid, i.indrelid, i.indisvalid AS valid, i.indisunique AS "isUnique",
      substring(pg_get_indexdef(c.oid) FROM ' (USING .*)$') AS definition
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = to_regnamespace('sizewise') AND c.relkind = 'i')
  SELECT wanted.index AS name, t.relname AS table, own.index, coalesce(own.valid, false) AS valid,
    coalesce(pg_relation_size(own.oid), 0)::float8 AS bytes, coalesce(s.idx_scan, 0)::float8 AS uses,
    wanted."isUnique", wanted.definition
  FROM indexes wanted JOIN pg_inherits h ON h.inhparent = wanted.indrelid
    JOIN pg_class t ON t.oid = h.inhrelid AND t.relkind = 'r' AND NOT t.relispartition
    LEFT JOIN indexes own
      ON own.indrelid = t.oid AND own.definition = wanted.definition AND own."isUnique" = wanted."isUnique"
    LEFT JOIN pg_stat_all_indexes s ON s.indexrelid = own.oid
  WHERE wanted.index = ANY ($1) AND wanted.valid
  ORDER BY t.relname, wanted.index`;

/** For each valid index of those names, what stands for it on every table that inherits from its own. */
export async function inheritedIndexes(
  session: MigrationSession,
  names: readonly string[],
): Promise<InheritedIndex[]> {
  const { rows } = await session.query(INHERITED, [[...names]]);
  return rows as unknown as InheritedIndex[];
}

/** State of an index that serves its own table, seen together with those that stand for it elsewhere. */
export function stateOfInherited(inherited: readonly InheritedIndex[]): IndexState {
  if (inherited.some(({ index }) => index === null)) return 'missing';
  return inherited.every(({ valid }) => valid) ? 'ok' : 'invalid';
}
