import { type MongoPool, type Queryable } from '@sizewise/optimizer';

/**
 * Remembers with its import how far a secondary of MongoDB must have come to show what was just written there. The last step of
 * a write, in its transaction; of two writes the later time stays. A server that tells no time gives null: then reads of
 * this project go to the primary.
 */
export async function recordOperationTime(
  session: Queryable,
  mongo: Pick<MongoPool, 'operationTime'>,
  importId: string,
): Promise<void> {
  await keepOperationTime(session, importId, await mongo.operationTime());
}

/** @param time as `MongoPool.operationTime` gives it */
export async function keepOperationTime(
  session: Queryable,
  importId: string,
  time: string | null,
): Promise<void> {
  await session.query(
    `UPDATE sizewise.imports SET mongo_operation_time = $2 WHERE id = $1
       AND mongo_operation_time IS DISTINCT FROM $2
       AND NOT coalesce((mongo_operation_time::jsonb ->> '$timestamp')::numeric > ($2::jsonb ->> '$timestamp')::numeric, false)`,
    [importId, time],
  );
}
