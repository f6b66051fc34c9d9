import { type Queryable } from '@sizewise/optimizer';
import { type OpenEnd } from '@sizewise/shared';

import { type Page, type SegmentStore } from '../contracts.ts';
import { decodeCursor, toPage, UUID_PATTERN } from '../cursor.ts';
import { boundsOfRow, type SegmentRow } from './segment-row.ts';

type OpenEndRow = Pick<
  SegmentRow,
  | 'id'
  | 'external_id'
  | 'name'
  | 'segment_type'
  | 'system'
  | 'level'
  | 'min_x'
  | 'min_y'
  | 'min_z'
  | 'max_x'
  | 'max_y'
  | 'max_z'
> & { readonly open_ports: number };

/** Published segments with open ports in id order, by idx_segments_open_ends. @throws InvalidCursorError */
export async function listOpenEnds(
  session: Queryable,
  projectId: string,
  { importId, limit, cursor }: Parameters<SegmentStore['openEnds']>[1],
): Promise<Page<OpenEnd>> {
  const after = cursor === undefined ? null : decodeCursor(cursor, [UUID_PATTERN])[0];
  const { rows } = await session.query<OpenEndRow>(
    `SELECT id, external_id, name, segment_type, system, level, open_ports, min_x, min_y, min_z, max_x, max_y, max_z
     FROM sizewise.published_segments
     WHERE project_id = $1 AND open_ports > 0 AND ($2::uuid IS NULL OR import_id = $2)
       AND ($3::uuid IS NULL OR id > $3)
     ORDER BY id LIMIT $4`,
    [projectId, importId ?? null, after, limit + 1],
  );
  return toPage(rows, limit, toOpenEnd, (row) => [row.id]);
}

function toOpenEnd(row: OpenEndRow): OpenEnd {
  return {
    segmentId: row.id,
    externalId: row.external_id,
    name: row.name,
    segmentType: row.segment_type as OpenEnd['segmentType'],
    system: row.system,
    level: row.level,
    openPorts: row.open_ports,
    bounds: boundsOfRow(row),
  };
}
