import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';

import { createTestDatabase, describeWith, type TestDatabase } from '@sizewise/test-support';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

import { createImportPipeline, type ImportPipeline, migratePipeline } from '../src/index.ts';
import { stepText } from './ifc-fixtures.ts';

const ELEMENTS = 300;
const POINTS = 200_000;

/** About 7 MB: large enough to be read while it comes in. */
function largeIfc(): Buffer {
  const lines: string[] = [];
  for (let n = 1; n <= POINTS; n++) lines.push(`#${n}=IFCCARTESIANPOINT((${n}.,0.,0.));`);
  for (let n = 1; n <= ELEMENTS; n++) {
    const guid = `0${String(n).padStart(21, '0')}`;
    lines.push(`#${POINTS + n}=IFCDUCTSEGMENT('${guid}',$,'Duct ${n}',$,$,$,$,$,$);`);
  }
  return Buffer.from(stepText(lines.join('\n')));
}

/** The body in pieces of `size` bytes, each `pause` milliseconds after the one before. */
async function* inPieces(body: Buffer, size: number, pause: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) {
    yield body.subarray(at, at + size);
    if (pause > 0) await sleep(pause);
  }
}

describeWith(['postgres'], 'an IFC upload', () => {
  const body = largeIfc();
  const projectId = randomUUID();
  let database: TestDatabase;
  let client: Client;
  let spoolDir: string;
  let pipeline: ImportPipeline;

  beforeAll(async () => {
    database = await createTestDatabase({ templateKey: 'bulk-pipeline', migrate: migratePipeline });
    client = new Client({ connectionString: database.url });
    await client.connect();
    spoolDir = await mkdtemp(join(tmpdir(), 'sizewise-ahead-'));
    pipeline = createImportPipeline({ databaseUrl: database.url, spoolDir, workers: 2 });
    // Threads that have to start first may come too late to read ahead.
    const tiny = Readable.from(['{"segmentType":"duct_segment"}\n']);
    await pipeline.run(tiny, { projectId, fileName: 'tiny.ndjson' });
  });
  afterAll(async () => {
    await pipeline.close();
    await client.end();
    await database.close();
    await rm(spoolDir, { recursive: true, force: true });
  });

  /** Name of the folder of the upload that is under way. */
  const folder = async (): Promise<string> => {
    const [only] = await readdir(spoolDir);
    if (only === undefined) throw new Error('No upload is under way');
    return join(spoolDir, only);
  };

  it('is indexed when its last byte is there, and gives every element once', async () => {
    const { importId } = await pipeline.intake(Readable.from(inPieces(body, 256 * 1024, 20)), {
      projectId,
      fileName: 'ahead.ifc',
    });
    await vi.waitFor(
      async () => expect(existsSync(join(await folder(), 'ifc-index.bin'))).toBe(true),
      20_000,
    );
    const done = await pipeline.execute(importId);
    expect(done).toMatchObject({ status: 'completed', segmentsWritten: ELEMENTS, rejected: 0 });
    expect(await readdir(spoolDir)).toEqual([]);
  });

  it('that is cut leaves nothing, though a thread was reading it', async () => {
    const cut = async function* (): AsyncGenerator<Buffer> {
      yield* inPieces(body.subarray(0, 6 * 1024 * 1024), 1024 * 1024, 50);
      throw new Error('connection lost');
    };
    const upload = pipeline.intake(Readable.from(cut()), { projectId, fileName: 'cut.ifc' });
    await expect(upload).rejects.toMatchObject({ code: 'upload_aborted' });
    expect(await readdir(spoolDir)).toEqual([]);
  });

  it('that has a fault fails with that fault, as without reading ahead', async () => {
    const broken = body.subarray(0, body.length - 200);
    const done = await pipeline.run(Readable.from(inPieces(broken, 512 * 1024, 0)), {
      projectId,
      fileName: 'broken.ifc',
    });
    expect(done).toMatchObject({ status: 'failed', error: { code: 'truncated_file' } });
  });

  it('whose sender stalls is planned when it is whole', async () => {
    const slow = async function* (): AsyncGenerator<Buffer> {
      yield body.subarray(0, 5 * 1024 * 1024);
      await sleep(1500);
      yield body.subarray(5 * 1024 * 1024);
    };
    const done = await pipeline.run(Readable.from(slow()), { projectId, fileName: 'slow.ifc', force: true });
    expect(done).toMatchObject({ status: 'completed', segmentsWritten: ELEMENTS });
  });
});
