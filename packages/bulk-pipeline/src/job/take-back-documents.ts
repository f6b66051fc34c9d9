import { type Database } from '../ports.ts';
import { type MongoRowStore } from '../write/mongo-row-store.ts';
import { correctedRejects, lockPublished } from './corrected-rejects.ts';
import { type ImportRow } from './import-row.ts';

/**
 * Removes the documents of rejects whose segments were rolled back. The lock keeps another attempt out meanwhile.
 * @throws the fault of a server that is away: the next attempt then puts its documents in their place
 */
export async function takeBackDocuments(db: Database, row: ImportRow, mongo: MongoRowStore): Promise<void> {
  await db.transaction(async (session) => {
    await lockPublished(session, row.id);
    for await (const page of correctedRejects(session, row)) await mongo.remove(page.map(({ id }) => id));
  });
}
