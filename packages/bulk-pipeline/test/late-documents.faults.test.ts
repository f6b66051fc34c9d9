import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { describeWith } from '@sizewise/test-support';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { emptyRecord } from '../src/parse/segment-record.ts';
import { openMongoSpatial } from '../src/write/mongo-spatial-writer.ts';
import { HoldingProxy } from './support/holding-proxy.ts';
import { PipelineStores, segmentLines } from './support/pipeline-stores.ts';

/** Longer than a thread is given that does not see its flag. */
const SLOWNESS_MS = 4500;

describeWith(['postgres', 'mongo'], 'documents that are slow on their way', () => {
  let stores: PipelineStores;
  beforeAll(async () => {
    stores = await PipelineStores.open('mongo');
  });
  afterAll(async () => {
    await stores.close();
  });

  it('leave none of a cancelled import: it waits for what its threads have sent', async () => {
    if (stores.spatial.kind !== 'mongo') throw new Error('These stores have no MongoDB');
    await using network = await HoldingProxy.open(stores.spatial.url);
    const spatial = { ...stores.spatial, url: network.url };
    await using pipeline = stores.pipeline({ spatial, chunkBytes: 64 * 1024 });
    const file = { projectId: randomUUID(), fileName: 'slow.ndjson' };
    const { importId } = await pipeline.intake(segmentLines(60_000), file);
    const running = pipeline.execute(importId);
    while ((await stores.stored(importId)).documents === 0) await sleep(1);
    network.hold();
    while (network.heldBytes < 10_000) await sleep(1);

    await pipeline.cancel(importId);
    await sleep(SLOWNESS_MS);
    network.release();

    expect(await running).toMatchObject({ status: 'cancelled' });
    // Time for what would come behind.
    await sleep(500);
    expect(await stores.stored(importId)).toEqual({ segments: 0, documents: 0 });
  });

  it('fail their batch where no answer comes, and are stored the next time', async () => {
    if (stores.spatial.kind !== 'mongo') throw new Error('These stores have no MongoDB');
    await using network = await HoldingProxy.open(stores.spatial.url);
    await using session = await openMongoSpatial(network.url, stores.spatial.database, 500);
    const [projectId, importId] = [randomUUID(), randomUUID()];
    const write = async (id: string): Promise<void> => {
      const writer = session.writer(projectId, importId);
      await writer.push(id, emptyRecord('duct_segment', { line: 1 }));
      await writer.end(new Client());
    };
    await write(randomUUID());
    network.hold();
    const late = randomUUID();
    await expect(write(late)).rejects.toThrow(/timed out/);
    network.release();
    await write(late);
    expect(await stores.stored(importId)).toMatchObject({ documents: 2 });
  });
});
