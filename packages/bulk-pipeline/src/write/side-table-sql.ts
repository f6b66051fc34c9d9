/** The table whose rows side tables hold a part of. */
export const PARENT = 'sizewise.project_segments';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Names of side tables, as PostgreSQL's `~` takes it; the import's id follows the underscore, without dashes. */
export const SIDE_TABLE_NAMES = '^project_segments_[0-9a-f]{32}$';
const LONGEST_NAME = 63;

/** Name of the table that holds the segments of one import. @throws TypeError when `importId` is no UUID */
export function sideTableOf(importId: string): string {
  if (!UUID.test(importId)) throw new TypeError(`Not an import's id: ${importId}`);
  return `project_segments_${importId.replaceAll('-', '')}`;
}

/** Name of the index of a side table that stands for `index` of the parent. */
export function sideIndexOf(index: string, importId: string): string {
  const suffix = `_${importId.replaceAll('-', '')}`;
  return index.slice(0, LONGEST_NAME - suffix.length) + suffix;
}

/** An index of the parent that a side table has not got yet. */
export interface MissingIndex {
  readonly name: string;
  readonly isPrimary: boolean;
  readonly isUnique: boolean;
  /** Access method: btree, gin, gist, … */
  readonly method: string;
  /** What follows the table in CREATE INDEX. */
  readonly definition: string;
}

/**
 * How many side tables are attached, and whether more may be. Not where a row of the parent must be compared with all
 * others before it may be stored, or does more than be stored (unique indexes beside the primary key, exclusion
 * constraints, triggers, foreign keys), nor where its owner partitioned it, nor for a user who may not make a table and
 * attach it.
 */
export const PARENT_STATE = `
  SELECT (SELECT count(*)::int FROM pg_inherits h WHERE h.inhparent = c.oid) AS attached, c.relkind = 'r'
    AND has_schema_privilege(c.relnamespace, 'CREATE') AND pg_has_role(c.relowner, 'USAGE')
    AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid)
    AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND NOT i.indisprimary AND (i.indisunique OR i.indisexclusion))
    AS takes
  FROM pg_class c WHERE c.oid = '${PARENT}'::regclass`;

/** Indexes of the parent without one of the same definition on the table $1, a name in schema sizewise. */
export const MISSING_INDEXES = `
  WITH indexes AS (
    SELECT i.indrelid, c.relname, i.indisprimary, i.indisunique, a.amname, i.indisvalid,
      substring(pg_get_indexdef(c.oid) FROM ' (USING .*)$') AS definition
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
    WHERE i.indrelid IN ('${PARENT}'::regclass, to_regclass('sizewise.' || quote_ident($1)))
  )
  SELECT p.relname AS name, p.indisprimary AS "isPrimary", p.indisunique AS "isUnique", p.amname AS method, p.definition
  FROM indexes p
  WHERE p.indrelid = '${PARENT}'::regclass AND p.indisvalid AND NOT EXISTS (
    SELECT FROM indexes s
    WHERE s.indrelid <> p.indrelid AND s.indisvalid AND s.indisunique = p.indisunique AND s.definition = p.definition)`;

/** Whether the table $1 exists, and whether it is attached. */
export const STATE = `
  SELECT to_regclass('sizewise.' || quote_ident($1)) IS NOT NULL AS there,
    EXISTS (SELECT FROM pg_inherits WHERE inhrelid = to_regclass('sizewise.' || quote_ident($1))) AS attached`;

/** Indexes may be named by whoever made them. */
export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
