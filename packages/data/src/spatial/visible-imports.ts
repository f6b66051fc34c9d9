import { latestOperationTime, type MongoPool, type Queryable } from '@sizewise/optimizer';

type CausalRead = Parameters<Parameters<MongoPool['readAfter']>[1]>[0];

// A change of visibility in the middle of a read is rare; three in a row are no reader's luck any more.
const ATTEMPTS = 3;

interface Visible {
  readonly ids: readonly string[];
  /** Of the last write to them in MongoDB; null where it is not known. */
  readonly operationTime: string | null;
}

async function publishedImports(session: Queryable, projectId: string): Promise<Visible> {
  const { rows } = await session.query<{ id: string; time: string | null }>(
    `SELECT id, mongo_operation_time AS time FROM sizewise.imports
     WHERE project_id = $1 AND published_at IS NOT NULL ORDER BY id`,
    [projectId],
  );
  return {
    ids: rows.map(({ id }) => id),
    operationTime: latestOperationTime(rows.map(({ time }) => time)),
  };
}

/**
 * Reads MongoDB under PostgreSQL's truth about which imports are visible, where every write to them is seen: on a secondary
 * that waits for the last one, else on the primary. Where that truth changed during the read, documents may have been on
 * their way out, so it reads again.
 */
export async function readVisible<T>(
  session: Queryable,
  mongo: Pick<MongoPool, 'readAfter'>,
  projectId: string,
  read: (visible: readonly string[], options: CausalRead) => Promise<T>,
): Promise<T> {
  let visible = await publishedImports(session, projectId);
  for (let attempt = 1; ; attempt++) {
    const { ids, operationTime } = visible;
    const result = await mongo.readAfter(operationTime, (options) => read(ids, options));
    const after = await publishedImports(session, projectId);
    if (attempt === ATTEMPTS || after.ids.join() === ids.join()) return result;
    visible = after;
  }
}
