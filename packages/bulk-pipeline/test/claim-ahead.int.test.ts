import { randomUUID } from 'node:crypto';

import { createTestDatabase, describeWith, type TestDatabase } from '@sizewise/test-support';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { migratePipeline } from '../src/index.ts';
import { ChunkLedger, type ClaimedChunk } from '../src/job/chunk-ledger.ts';
import { OwnDatabase } from '../src/own-database.ts';

describeWith(['postgres'], 'chunks claimed ahead of a free thread', () => {
  let database: TestDatabase;
  let db: OwnDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ migrate: migratePipeline, templateKey: 'bulk-pipeline' });
    db = new OwnDatabase(database.url);
  });
  beforeEach(async () => {
    await db.query('DELETE FROM sizewise.imports');
  });
  afterAll(async () => {
    await db.close();
    await database.close();
  });

  async function running(chunks: number): Promise<string> {
    const [projectId, drawingId, id] = [randomUUID(), randomUUID(), randomUUID()];
    await db.query(`INSERT INTO sizewise.drawings (project_id, id, file_name) VALUES ($1, $2, 'a.ndjson')`, [
      projectId,
      drawingId,
    ]);
    await db.query(
      `INSERT INTO sizewise.imports
         (project_id, id, drawing_id, revision, file_name, status, stage, format, sha256, bytes, started_at)
       VALUES ($1, $2, $3, 1, 'a.ndjson', 'running', 'write', 'ndjson', '', 1, now())`,
      [projectId, id, drawingId],
    );
    await db.query(
      `INSERT INTO sizewise.import_chunks (project_id, import_id, chunk, range_start, range_end)
       SELECT $1, $2, n, n, n + 1 FROM generate_series(0, $3 - 1) AS n`,
      [projectId, id, chunks],
    );
    return id;
  }
  const numberOf = (chunk: ClaimedChunk | null): number | null => chunk && chunk.chunk;
  const chunkOf = async (importId: string, chunk: number) =>
    (
      await db.query(
        `SELECT state, leased_by, attempts, lease_token::int AS token FROM sizewise.import_chunks
         WHERE import_id = $1 AND chunk = $2`,
        [importId, chunk],
      )
    ).rows[0];

  it('leave one to every thread at work, in whatever process', async () => {
    const [a, b] = [new ChunkLedger(db, 'a'), new ChunkLedger(db, 'b')];
    await running(7);
    expect(numberOf(await a.claim())).toBe(0);
    expect(numberOf(await b.claim())).toBe(1);
    expect(numberOf(await a.claimAhead())).toBe(2);
    // Four are pending, three at work; then three and four.
    expect(numberOf(await b.claimAhead())).toBe(3);
    expect(await a.claimAhead()).toBeNull();
    expect(numberOf(await a.claim())).toBe(4);
  });

  it('are of no import beside which another one runs', async () => {
    const ledger = new ChunkLedger(db, 'a');
    await running(9);
    expect(numberOf(await ledger.claim())).toBe(0);
    const second = await running(1);
    expect(await ledger.claimAhead()).toBeNull();
    expect((await ledger.claim())?.importId).toBe(second);
  });

  it('are as never claimed when they are released, and left where they were taken away', async () => {
    const ledger = new ChunkLedger(db, 'a');
    const importId = await running(5);
    const first = await ledger.claimAhead();
    if (!first) throw new Error('Nothing was claimed');
    await ledger.release(first);
    expect(await chunkOf(importId, 0)).toEqual({ state: 'pending', leased_by: null, attempts: 0, token: 1 });

    const second = await ledger.claimAhead();
    if (!second) throw new Error('Nothing was claimed');
    expect(second).toMatchObject({ chunk: 0, attempts: 1, leaseToken: '2' });
    await ledger.release(first);
    expect(await ledger.lost([second])).toEqual([]);
    await ledger.revoke(db, second.projectId, importId);
    const other = new ChunkLedger(db, 'b');
    expect(await other.isWrittenElsewhere(second.projectId, importId)).toBe(true);
    await ledger.release(second);
    expect(await other.isWrittenElsewhere(second.projectId, importId)).toBe(false);
  });
});
