import { type DatabasePerformanceOptimizer, type Queryable } from '@sizewise/optimizer';
import { type Project, type ProjectInput, projectInputSchema } from '@sizewise/shared';

import { removeApiImport } from '../api-import.ts';
import { type Page, type ProjectStore } from '../contracts.ts';
import { decodeCursor, isoTime, TIME_PATTERN, toPage, UUID_PATTERN } from '../cursor.ts';
import { ProjectNotEmptyError, ProjectNotFoundError } from '../errors.ts';
import { PROJECTS_TAG, projectTag, tagsOfProject } from '../project-tags.ts';
import { type SpatialWriter } from '../spatial/spatial-writer.ts';
import { textQuery } from '../text-search.ts';
import { timeOrderedIds } from '../time-ordered-ids.ts';

// foreign_key_violation; restrict_violation, which PostgreSQL 18 says for RESTRICT.
const STILL_REFERENCED = ['23503', '23001'];

// Counts come from the imports, a handful of rows, never from the segments.
const COLUMNS = `p.id, p.name, p.user_id,
  ${isoTime('p.created_at')} AS created_at,
  ${isoTime('p.updated_at')} AS updated_at,
  (SELECT coalesce(sum(i.segments_written), 0) FROM sizewise.imports i
   WHERE i.project_id = p.id AND i.published_at IS NOT NULL) AS segment_count`;

interface ProjectRow {
  id: string;
  name: string;
  user_id: string;
  created_at: string;
  updated_at: string;
  segment_count: string;
}

function toProject(row: ProjectRow): Project {
  return {
    id: row.id,
    name: row.name,
    userId: row.user_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    segmentCount: Number(row.segment_count),
  };
}

/** Projects in PostgreSQL, read through the cache. */
export class PostgresProjectStore implements ProjectStore {
  readonly #optimizer: DatabasePerformanceOptimizer;

  readonly #spatial: Pick<SpatialWriter, 'forget'>;

  /** @param spatial where documents of posted segments are */
  constructor(optimizer: DatabasePerformanceOptimizer, spatial: Pick<SpatialWriter, 'forget'>) {
    this.#optimizer = optimizer;
    this.#spatial = spatial;
  }

  async create(input: ProjectInput): Promise<Project> {
    const { name, userId } = projectInputSchema.parse(input);
    const [id = ''] = timeOrderedIds(1);
    await this.#optimizer.write(tagsOfProject(id), async (session) => {
      await session.query('INSERT INTO sizewise.users (id) VALUES ($1) ON CONFLICT DO NOTHING', [userId]);
      await session.query('INSERT INTO sizewise.projects (id, user_id, name) VALUES ($1, $2, $3)', [
        id,
        userId,
        name,
      ]);
    });
    return this.get(id);
  }

  async list(filter: Parameters<ProjectStore['list']>[0]): Promise<Page<Project>> {
    const { userId = null, q = null, limit, cursor } = filter;
    const [time = null, id = null] =
      cursor === undefined ? [] : decodeCursor(cursor, [TIME_PATTERN, UUID_PATTERN]);
    const conditions = [
      userId === null ? '$1::text IS NULL' : 'p.user_id = $1',
      q === null ? '$2::text IS NULL' : `p.search @@ ${textQuery('$2')}`,
      time === null
        ? '$3::text IS NULL AND $4::text IS NULL'
        : '(p.created_at, p.id) < ($3::timestamptz, $4::uuid)',
    ];
    const key = JSON.stringify(['projects', userId, q, limit, cursor]);
    return this.#read(PROJECTS_TAG, key, async (session) => {
      const { rows } = await session.query<ProjectRow>(
        `SELECT ${COLUMNS} FROM sizewise.projects p WHERE ${conditions.join(' AND ')}
         ORDER BY p.created_at DESC, p.id DESC LIMIT $5`,
        [userId, q, time, id, limit + 1],
      );
      return toPage(rows, limit, toProject, (row) => [row.created_at, row.id]);
    });
  }

  async get(projectId: string): Promise<Project> {
    return this.#read(projectTag(projectId), `project/${projectId}`, async (session) => {
      const { rows } = await session.query<ProjectRow>(
        `SELECT ${COLUMNS} FROM sizewise.projects p WHERE p.id = $1`,
        [projectId],
      );
      if (!rows[0]) throw new ProjectNotFoundError(projectId);
      return toProject(rows[0]);
    });
  }

  async update(projectId: string, patch: Partial<ProjectInput>): Promise<Project> {
    const { name = null, userId = null } = projectInputSchema.partial().parse(patch);
    // A default of the schema is no wish of the caller.
    const wantedUser = patch.userId === undefined ? null : userId;
    await this.#optimizer.write(tagsOfProject(projectId), async (session) => {
      if (wantedUser !== null) {
        await session.query('INSERT INTO sizewise.users (id) VALUES ($1) ON CONFLICT DO NOTHING', [
          wantedUser,
        ]);
      }
      const { rowCount } = await session.query(
        `UPDATE sizewise.projects SET name = coalesce($2, name), user_id = coalesce($3, user_id), updated_at = now()
         WHERE id = $1`,
        [projectId, name, wantedUser],
      );
      if (rowCount === 0) throw new ProjectNotFoundError(projectId);
    });
    return this.get(projectId);
  }

  /** @throws ProjectNotFoundError, ProjectNotEmptyError while imports of files are left. */
  async remove(projectId: string): Promise<void> {
    const removed = await this.#optimizer.write(tagsOfProject(projectId), async (session) => {
      const imports = await removeApiImport(session, projectId);
      try {
        const { rowCount } = await session.query('DELETE FROM sizewise.projects WHERE id = $1', [projectId]);
        if (rowCount === 0) throw new ProjectNotFoundError(projectId);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        throw STILL_REFERENCED.includes(String(code)) ? new ProjectNotEmptyError(projectId, error) : error;
      }
      return imports;
    });
    if (removed.length > 0) await this.#spatial.forget(removed);
  }

  /** From the cache, else from a replica or the primary. */
  #read<T>(tag: string, key: string, load: (session: Queryable) => Promise<T>): Promise<T> {
    const tags = [tag];
    return this.#optimizer.optimizedQueryCache(key, { tags }, () => this.#optimizer.read(tags, load));
  }
}
