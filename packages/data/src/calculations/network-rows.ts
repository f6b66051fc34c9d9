import { type Queryable } from '@sizewise/optimizer';
import {
  AIR_PART_TYPES,
  findNetworks,
  MAX_NETWORK_SEGMENTS,
  type Network,
  type NetworkSegment,
} from '@sizewise/shared';

import { type ImportOwner } from './calculation-store.ts';

const OWNER = 'project_id = $1 AND import_id = $2';

// One of the segments says what it is joined to, or another says that it is joined to one of them.
const IS_JOINED = `
  SELECT EXISTS (
    SELECT 1 FROM sizewise.project_segments WHERE ${OWNER} AND id = ANY ($3) AND connects_to <> '{}'
  ) OR EXISTS (
    SELECT 1 FROM sizewise.project_segments WHERE ${OWNER} AND connects_to && (
      SELECT array_agg(external_id) FROM sizewise.project_segments
      WHERE project_id = $1 AND id = ANY ($3) AND external_id IS NOT NULL)
  ) AS joined`;
// An import of a file has its links counted in the ledger; rows posted through the API have no ledger.
const HAS_LINKS = `SELECT coalesce(bool_or(links > 0), true) AS linked FROM sizewise.import_chunks WHERE ${OWNER}`;
const ROWS = `
  SELECT id, external_id AS "externalId", segment_type AS "segmentType", ifc_class AS "ifcClass", airflow,
    connects_to AS "connectsTo"
  FROM sizewise.project_segments WHERE ${OWNER} AND segment_type = ANY ($3)`;
const IS_TOO_LARGE = `
  SELECT 1 FROM sizewise.project_segments WHERE ${OWNER} AND segment_type = ANY ($3)
  OFFSET ${MAX_NETWORK_SEGMENTS} LIMIT 1`;

/** Networks of an import that any of these segments belongs to; none where the import is too large to look through. */
export async function networksOf(
  session: Queryable,
  owner: ImportOwner,
  segmentIds: readonly string[],
): Promise<Network[]> {
  const ids = [owner.projectId, owner.importId];
  const { rows: links } = await session.query<{ linked: boolean }>(HAS_LINKS, ids);
  if (links[0]?.linked !== true) return [];
  const { rows: joins } = await session.query<{ joined: boolean | null }>(IS_JOINED, [...ids, segmentIds]);
  if (joins[0]?.joined !== true) return [];
  const values = [...ids, AIR_PART_TYPES];
  if ((await session.query(IS_TOO_LARGE, values)).rowCount === 1) return [];
  const { rows } = await session.query<NetworkSegment>(ROWS, values);
  const wanted = new Set(segmentIds);
  return findNetworks(rows).filter(({ segments }) => segments.some(({ id }) => wanted.has(id)));
}
