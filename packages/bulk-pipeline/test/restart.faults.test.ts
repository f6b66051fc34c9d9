import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Worker } from 'node:worker_threads';

import { type Import } from '@sizewise/shared';
import {
  describeWith,
  describeWithDrawings,
  drawingPath,
  serverUrl,
  startTestServers,
  type TestServers,
} from '@sizewise/test-support';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';

import { type ImportPipeline } from '../src/index.ts';
import { PipelineStores, segmentLines, STORE_KINDS } from './support/pipeline-stores.ts';

const ROWS = 8000;
const MODEL = 'ifc/hvac_heating_B03.ifc';

async function expectWhole(stores: PipelineStores, done: Import): Promise<void> {
  expect(done).toMatchObject({
    status: 'completed',
    segmentsWritten: ROWS,
    spatialWritten: ROWS,
    rejected: 0,
  });
  const { segments, documents } = await stores.ids(done.id);
  expect(new Set(segments).size).toBe(ROWS);
  expect(documents).toEqual(segments);
  const [names] = await stores.rows(
    'SELECT count(DISTINCT external_id)::int AS names FROM sizewise.published_segments WHERE import_id = $1',
    [done.id],
  );
  expect(names).toEqual({ names: ROWS });
}

const chunksDone = async (pipeline: ImportPipeline, importId: string, least: number): Promise<void> => {
  while ((await pipeline.progress(importId)).chunksDone < least) await sleep(5);
};

for (const kind of STORE_KINDS) {
  describeWith(['postgres', 'mongo'], `worker threads that die, documents in ${kind}`, () => {
    let stores: PipelineStores;
    const threads: Worker[] = [];
    const remember = (thread: Worker): void => void threads.push(thread);
    beforeAll(async () => {
      stores = await PipelineStores.open(kind);
      process.on('worker', remember);
    });
    afterAll(async () => {
      process.off('worker', remember);
      await stores.close();
    });
    beforeEach(() => {
      threads.length = 0;
    });

    it('cost an attempt, not a row', async () => {
      await using pipeline = stores.pipeline({ chunkBytes: 32 * 1024 });
      const options = { projectId: randomUUID(), fileName: 'threads.ndjson' };
      const { importId } = await pipeline.intake(segmentLines(ROWS), options);
      const running = pipeline.execute(importId);
      for (const least of [2, 10, 20]) {
        await chunksDone(pipeline, importId, least);
        await threads.at(-1)?.terminate();
      }
      await expectWhole(stores, await running);
      expect(threads.length).toBeGreaterThan(2);
      const [tried] = await stores.rows<{ most: number }>(
        'SELECT max(attempts) AS most FROM sizewise.import_chunks WHERE import_id = $1',
        [importId],
      );
      expect(tried?.most).toBeGreaterThan(1);
    });

    it('are replaced where they end before they are ready', async () => {
      let ended = 0;
      const endAtOnce = (thread: Worker): void => {
        if (++ended <= 3) void thread.terminate();
      };
      process.on('worker', endAtOnce);
      try {
        await using pipeline = stores.pipeline({ workers: 1 });
        const options = { projectId: randomUUID(), fileName: 'early.ndjson' };
        const done = await pipeline.run(segmentLines(100), options);
        expect(done).toMatchObject({ status: 'completed', segmentsWritten: 100 });
        expect(ended).toBeGreaterThan(3);
      } finally {
        process.off('worker', endAtOnce);
      }
    });

    describeWithDrawings([MODEL], 'a model that is planned for a while', () => {
      it('is planned again', async () => {
        await using pipeline = stores.pipeline();
        const projectId = randomUUID();
        await pipeline.run(segmentLines(10), { projectId, fileName: 'a first task starts a thread.ndjson' });
        const source = createReadStream(drawingPath(MODEL));
        const { importId } = await pipeline.intake(source, { projectId, fileName: 'planned.ifc' });
        const running = pipeline.execute(importId);
        while (!(await pipeline.throughput()).workers.some(({ state }) => state === 'planning'))
          await sleep(5);
        await Promise.all(threads.map((thread) => thread.terminate()));
        expect((await pipeline.progress(importId)).chunksTotal).toBe(0);
        const before = threads.length;
        expect(await running).toMatchObject({ status: 'completed', segmentsWritten: 220, rejected: 0 });
        expect(threads.length).toBeGreaterThan(before);
        expect(await stores.stored(importId)).toEqual({ segments: 220, documents: 220 });
      }, 60_000);
    });
  });
}

describeWith(['postgres', 'mongo'], 'PostgreSQL that ends at once and comes back', () => {
  let servers: TestServers;
  let url: string;
  beforeAll(async () => {
    // MongoDB is that of the run; nothing here uses Redis.
    servers = await startTestServers({
      PATH: process.env['PATH'],
      MONGO_URL: serverUrl('mongo'),
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    url = servers.servers.postgres.url ?? '';
  });
  afterAll(async () => {
    await servers.close();
  });

  let stores: PipelineStores | null = null;
  afterEach(async () => {
    await stores?.close();
    stores = null;
  });

  /** Immediate shutdown (SIGQUIT): no checkpoint, every session cut; what keeps the server starts it again. */
  async function endAtOnce(of: PipelineStores): Promise<void> {
    const [row] = await of.rows<{ data_directory: string }>('SHOW data_directory');
    const pidFile = await readFile(join(row?.data_directory ?? '', 'postmaster.pid'), 'utf8');
    process.kill(Number(pidFile.split('\n')[0]), 'SIGQUIT');
  }

  it.each(STORE_KINDS)('keeps an import waiting, then whole, documents in %s', async (kind) => {
    stores = await PipelineStores.open(kind, url);
    // The test server commits without waiting for its disk; what it has acknowledged would be lost here.
    await stores.rows(`ALTER DATABASE ${stores.database.name} SET synchronous_commit = on`);
    await using pipeline = stores.pipeline({ chunkBytes: 32 * 1024 });
    const options = { projectId: randomUUID(), fileName: 'restart.ndjson' };
    const { importId } = await pipeline.intake(segmentLines(ROWS), options);
    const running = pipeline.execute(importId);
    await chunksDone(pipeline, importId, 4);
    await endAtOnce(stores);
    await expectWhole(stores, await running);
    expect(await stores.spooled()).toEqual([]);
  });
});
