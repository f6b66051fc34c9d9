import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';

import { type ConnectionBudget, type Import, silentLogger } from '@sizewise/shared';
import { createTestDatabase, describeWith, type TestDatabase } from '@sizewise/test-support';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { createImportPipeline, type ImportPipeline, migratePipeline } from '../src/index.ts';
import { lowerBackendPriority } from '../src/low-priority.ts';
import { ductLines } from './support/duct-networks.ts';

/** Requests wait all the time. */
const PRESSED: ConnectionBudget = {
  acquire: async () => ({ release: () => undefined, [Symbol.asyncDispose]: async () => undefined }),
  pressure: () => 0.9,
  pressedBy: () => 'event_loop',
  isUsed: () => true,
};

/** Imports that give way to every other test at work take their time. */
const PATIENT = { timeout: 240_000 };

/** One import of a thousand rows after the other, until the condition holds: a quick one ends before anything is measured. */
async function importUntil(pipeline: ImportPipeline, condition: () => boolean): Promise<Import> {
  const projectId = randomUUID();
  for (let n = 0; ; n++) {
    const rows = Array.from({ length: 1000 }, (_, row) => ({ externalId: `duct-${n}-${row}` }));
    const ended = await pipeline.run(ductLines(rows), { projectId, fileName: `${n}.ndjson` });
    if (condition()) return ended;
  }
}

describeWith(['postgres'], 'imports beside requests', () => {
  let database: TestDatabase;
  let spoolDir: string;

  beforeAll(async () => {
    database = await createTestDatabase({ migrate: migratePipeline, templateKey: 'bulk-pipeline' });
    spoolDir = await mkdtemp(join(tmpdir(), 'sizewise-throttle-'));
  });
  afterAll(async () => {
    await database.close();
    await rm(spoolDir, { recursive: true, force: true });
  });

  it('slow down as long as requests wait, but end', PATIENT, async () => {
    const said: string[] = [];
    await using pipeline = createImportPipeline({
      databaseUrl: database.url,
      spoolDir,
      workers: 2,
      chunkBytes: 4096,
      budget: PRESSED,
      throttle: 'auto',
      logger: { ...silentLogger, info: (_: unknown, text?: string) => void said.push(text ?? '') },
    });
    const ended = await importUntil(pipeline, () => said.includes('Imports slow down for requests'));
    expect(ended).toMatchObject({ status: 'completed', segmentsWritten: 1000 });
  });

  it('slow down for requests that wait in another process', PATIENT, async () => {
    const shared = { databaseUrl: database.url, spoolDir, chunkBytes: 4096, throttle: 'auto' } as const;
    const said: object[] = [];
    await using _server = createImportPipeline({
      ...shared,
      instance: 'server',
      workers: 0,
      budget: PRESSED,
    });
    await using worker = createImportPipeline({
      ...shared,
      instance: 'worker',
      workers: 2,
      budget: { ...PRESSED, pressure: () => 0, pressedBy: () => null },
      logger: { ...silentLogger, info: (what: object) => void said.push(what) },
    });
    await importUntil(worker, () => said.some((what) => 'reason' in what));
    expect(said).toContainEqual({ level: 0.7, reason: 'event_loop' });
  });

  it.runIf(process.platform === 'linux')(
    'lower the priority of their server process alone',
    async (context) => {
      const clients = [database.url, database.url].map(
        (connectionString) => new Client({ connectionString }),
      );
      const pidOf = async (client: Client): Promise<number> => {
        const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        return rows[0]!.pid;
      };
      try {
        for (const client of clients) await client.connect();
        const [lowered, other] = [await pidOf(clients[0]!), await pidOf(clients[1]!)];
        const title = await readFile(`/proc/${lowered}/cmdline`, 'utf8').catch(() => '');
        if (!title.startsWith('postgres: ')) context.skip('the server runs on another machine');
        const before = getPriority(other);
        await lowerBackendPriority(clients[0]!);
        expect(getPriority(lowered)).toBe(10);
        expect(getPriority(other)).toBe(before);
      } finally {
        for (const client of clients) await client.end();
      }
    },
  );
});
