import { createHash } from 'node:crypto';

import { type Queryable } from '@sizewise/optimizer';

import { projectTag } from '../project-tags.ts';

/** A published import, and a key that changes when rows are added to it. */
export interface PublishedImport {
  readonly id: string;
  readonly key: string;
  readonly segments: number;
}

/** What readers see of a project now. */
export interface ProjectState {
  /** Changes with every write and every change of visibility: both forget the project's tag in their transaction. */
  readonly version: string;
  readonly imports: readonly PublishedImport[];
}

interface StateRow {
  version: string;
  id: string | null;
  published_at: string;
  segments: string;
}

/** One look at the published imports and at the version of the project's tag, in one snapshot. */
export async function readProjectState(session: Queryable, projectId: string): Promise<ProjectState> {
  const { rows } = await session.query<StateRow>(
    `SELECT coalesce(t.version, 0) AS version, i.id, extract(epoch FROM i.published_at)::text AS published_at,
       i.segments_written AS segments
     FROM (SELECT $2::text AS tag) AS asked
     LEFT JOIN sizewise.cache_tags t ON t.tag = asked.tag
     LEFT JOIN sizewise.imports i ON i.project_id = $1 AND i.published_at IS NOT NULL
     ORDER BY i.id`,
    [projectId, projectTag(projectId)],
    'tiles_state',
  );
  const imports = rows.flatMap(({ id, published_at, segments }) =>
    id === null ? [] : [{ id, key: `${published_at}/${segments}`, segments: Number(segments) }],
  );
  // Together they never come back to what they were, even where a restore has set the tag back.
  const published = createHash('sha256').update(JSON.stringify(imports)).digest('base64url').slice(0, 12);
  return { version: `${rows[0]?.version ?? '0'}-${published}`, imports };
}
