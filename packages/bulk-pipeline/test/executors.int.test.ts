import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { describeWith } from '@sizewise/test-support';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { type ImportPipeline } from '../src/index.ts';
import { PipelineStores, segmentLines } from './support/pipeline-stores.ts';

const ROWS = 8000;
const WHOLE = { segments: ROWS, documents: ROWS };

describeWith(['postgres', 'mongo'], 'processes that execute the same import', () => {
  let stores: PipelineStores;
  const open: ImportPipeline[] = [];
  beforeAll(async () => {
    stores = await PipelineStores.open('mongo');
  });
  afterEach(async () => {
    for (const pipeline of open.splice(0)) await pipeline.close();
  });
  afterAll(() => stores.close());

  /** A pipeline as a process of that name has it; small chunks, so that several share an import. */
  function pipelineOf(instance: string): ImportPipeline {
    const pipeline = stores.pipeline({ instance, chunkBytes: 32 * 1024 });
    open.push(pipeline);
    return pipeline;
  }
  async function begin(pipeline: ImportPipeline): Promise<string> {
    const options = { projectId: randomUUID(), fileName: 'shared.ndjson' };
    return (await pipeline.intake(segmentLines(ROWS), options)).importId;
  }
  const leaseOf = async (importId: string) =>
    (await stores.rows('SELECT executor, takeovers FROM sizewise.imports WHERE id = $1', [importId]))[0];
  /** As if another process had taken the import and fallen silent; its lease runs out after `seconds`. */
  const giveAway = (importId: string, seconds: number, takeovers = 0): Promise<unknown> =>
    stores.rows(
      `UPDATE sizewise.imports SET executor = 'silent', executor_token = executor_token + 1, takeovers = $3,
         executor_until = now() + make_interval(secs => $2) WHERE id = $1`,
      [importId, seconds, takeovers],
    );

  it('let one of them end it while the others wait, and all see the same end', async () => {
    const [a, b] = [pipelineOf('a'), pipelineOf('b')];
    const importId = await begin(a);
    const ends = await Promise.all([a.execute(importId), b.execute(importId)]);
    for (const end of ends) expect(end).toMatchObject({ status: 'completed', segmentsWritten: ROWS });
    expect(await stores.stored(importId)).toEqual(WHOLE);
    expect(await leaseOf(importId)).toEqual({ executor: null, takeovers: 0 });
  });

  it('take over from one that fell silent, and not before its lease ran out', async () => {
    const pipeline = pipelineOf('a');
    const importId = await begin(pipeline);
    await giveAway(importId, -1);
    expect(await pipeline.unfinished()).toEqual([{ id: importId, status: 'queued' }]);
    await giveAway(importId, 600);
    expect(await pipeline.unfinished()).toEqual([]);
    const end = pipeline.execute(importId);
    await sleep(1500);
    expect(await pipeline.get(importId)).toMatchObject({ status: 'queued' });
    await giveAway(importId, -1);
    expect(await end).toMatchObject({ status: 'completed', segmentsWritten: ROWS });
    expect(await stores.stored(importId)).toEqual(WHOLE);
  });

  it('publish nothing under a lease they have lost, and lose no row by it', async () => {
    const pipeline = pipelineOf('a');
    const importId = await begin(pipeline);
    const end = pipeline.execute(importId);
    await expect
      .poll(async () => (await pipeline.get(importId)).stage, { interval: 5, timeout: 30_000 })
      .toMatch(/write|publish/);
    await giveAway(importId, 3);
    const [taken] = await stores.rows<{ status: string }>(
      'SELECT status FROM sizewise.imports WHERE id = $1',
      [importId],
    );
    const ended = await end;
    expect(ended).toMatchObject({ status: 'completed', segmentsWritten: ROWS });
    // Where the run was not over before, it went on only after the other's lease.
    const token = taken?.status === 'running' ? 3 : 2;
    const [row] = await stores.rows<{ token: number }>(
      'SELECT executor_token::int AS token FROM sizewise.imports WHERE id = $1',
      [importId],
    );
    expect(row?.token).toBe(token);
    expect(await stores.stored(importId)).toEqual(WHOLE);
  });

  it('give up an import that ended one process after the other, and say so', async () => {
    const pipeline = pipelineOf('a');
    const importId = await begin(pipeline);
    await giveAway(importId, -1, 20);
    expect(await pipeline.execute(importId)).toMatchObject({
      status: 'failed',
      error: { code: 'import_abandoned' },
    });
    expect(await stores.stored(importId)).toEqual({ segments: 0, documents: 0 });
    await pipeline.retry(importId);
    expect(await pipeline.execute(importId)).toMatchObject({ status: 'completed' });
  });

  it('end an import whose attempts are used up as failed, with the reason', async () => {
    const pipeline = pipelineOf('a');
    const importId = await begin(pipeline);
    await pipeline.giveUp(importId, '9 attempts failed');
    const error = { code: 'import_abandoned', detail: '9 attempts failed' };
    expect(await pipeline.get(importId)).toMatchObject({ status: 'failed', error });
  });

  it('leave no document behind when one cancels what the other is writing', async () => {
    const [a, b] = [pipelineOf('a'), pipelineOf('b')];
    const importId = await begin(a);
    // Chunks are shared by both; which of them ends the import is left open.
    const ends = Promise.all([a.execute(importId), b.execute(importId)]);
    await expect
      .poll(async () => (await stores.stored(importId)).documents, { interval: 5, timeout: 30_000 })
      .toBeGreaterThan(0);
    // It may have ended just now.
    await b.cancel(importId).catch(() => undefined);
    const [end] = await ends;
    const left = end.status === 'completed' ? WHOLE : { segments: 0, documents: 0 };
    expect(await stores.stored(importId)).toEqual(left);
  });

  it('remove an import that another process is at', async () => {
    const [a, b] = [pipelineOf('a'), pipelineOf('b')];
    const importId = await begin(a);
    const end = a.execute(importId).catch((error: unknown) => error);
    await expect.poll(async () => (await leaseOf(importId))?.['executor'], { interval: 5 }).toBe('a');
    await b.remove(importId);
    await end;
    await expect(a.get(importId)).rejects.toMatchObject({ code: 'import_not_found' });
    expect(await stores.stored(importId)).toEqual({ segments: 0, documents: 0 });
  });
});
