import { type Queryable } from '@sizewise/optimizer';

// A change of visibility in the middle of a read is rare; three in a row are no reader's luck any more.
const ATTEMPTS = 3;

async function publishedImports(session: Queryable, projectId: string): Promise<string[]> {
  const { rows } = await session.query<{ id: string }>(
    'SELECT id FROM sizewise.imports WHERE project_id = $1 AND published_at IS NOT NULL ORDER BY id',
    [projectId],
  );
  return rows.map(({ id }) => id);
}

/**
 * Reads another store under PostgreSQL's truth about which imports are visible. Where that truth changed during the
 * read, documents may have been on their way out, so it reads again.
 */
export async function readVisible<T>(
  session: Queryable,
  projectId: string,
  read: (visible: readonly string[]) => Promise<T>,
): Promise<T> {
  let visible = await publishedImports(session, projectId);
  for (let attempt = 1; ; attempt++) {
    const result = await read(visible);
    const after = await publishedImports(session, projectId);
    if (attempt === ATTEMPTS || after.join() === visible.join()) return result;
    visible = after;
  }
}
