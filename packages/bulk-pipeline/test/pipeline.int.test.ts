import { createReadStream } from 'node:fs';
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { randomUUID } from 'node:crypto';

import {
  createTestDatabase,
  createTestMongoDatabase,
  describeWith,
  drawingPath,
  type TestDatabase,
  type TestMongoDatabase,
} from '@sizewise/test-support';
import { MongoClient } from 'mongodb';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { createImportPipeline, type ImportPipeline, migratePipeline } from '../src/index.ts';
import { STORE_KINDS } from './support/pipeline-stores.ts';

const segment = (n: number): string =>
  JSON.stringify({
    externalId: `duct-${n}`,
    segmentType: 'duct_segment',
    name: `Duct "${n}"\\ with\ttab`,
    system: n % 2 ? 'Supply' : 'Return',
    width: 0.3,
    height: 0.2,
    length: n / 1000,
    bounds: { minX: n, minY: 0, minZ: 0, maxX: n + 1, maxY: 0.3, maxZ: 0.2 },
    connectsTo: [`duct-${n + 1}`, 'a "quoted"\\ one'],
    properties: { index: n, note: 'line\nbreak' },
  });

const lines = (count: number): Readable =>
  Readable.from(
    (function* () {
      for (let n = 0; n < count; n++) yield `${segment(n)}\n`;
    })(),
  );

for (const kind of STORE_KINDS) {
  describeWith(['postgres', 'mongo'], `import pipeline, spatial documents in ${kind}`, () => {
    let database: TestDatabase;
    let mongoDatabase: TestMongoDatabase;
    let client: Client;
    let mongo: MongoClient;
    let spoolDir: string;
    let pipeline: ImportPipeline;
    const projectId = randomUUID();

    beforeAll(async () => {
      database = await createTestDatabase({ templateKey: 'bulk-pipeline', migrate: migratePipeline });
      mongoDatabase = createTestMongoDatabase();
      client = new Client({ connectionString: database.url });
      await client.connect();
      mongo = await new MongoClient(mongoDatabase.url).connect();
      spoolDir = await mkdtemp(join(tmpdir(), 'sizewise-spool-'));
      pipeline = createImportPipeline({
        databaseUrl: database.url,
        spoolDir,
        workers: 2,
        chunkBytes: 64 * 1024,
        ...(kind === 'side tables' ? { sideTableRows: 0 } : {}),
        spatial:
          kind === 'mongo'
            ? { kind: 'mongo', url: mongoDatabase.url, database: mongoDatabase.name }
            : { kind: 'postgres' },
      });
      await pipeline.migrate();
    });
    afterAll(async () => {
      await pipeline.close();
      await client.end();
      await mongo.close();
      await rm(spoolDir, { recursive: true, force: true });
      await mongoDatabase.close();
      await database.close();
    });

    const spatialCount = async (importId: string): Promise<number> => {
      if (kind === 'mongo') {
        return mongo
          .db(mongoDatabase.name)
          .collection('spatial_data')
          .countDocuments({ import_id: importId });
      }
      const { rows } = await client.query('SELECT count(*) FROM sizewise.spatial_data WHERE import_id = $1', [
        importId,
      ]);
      return Number(rows[0].count);
    };
    const segmentCount = async (importId: string, table = 'project_segments'): Promise<number> => {
      const { rows } = await client.query(`SELECT count(*) FROM sizewise.${table} WHERE import_id = $1`, [
        importId,
      ]);
      return Number(rows[0].count);
    };

    it('stores every row once in both stores and publishes them together', async () => {
      const seen: number[] = [];
      const done = await pipeline.run(lines(5000), {
        projectId,
        fileName: 'ducts.ndjson',
        onProgress: (progress) => seen.push(progress.segmentsWritten),
      });
      expect(done).toMatchObject({
        status: 'completed',
        segmentsWritten: 5000,
        spatialWritten: 5000,
        rejected: 0,
      });
      expect(await segmentCount(done.id, 'published_segments')).toBe(5000);
      expect(await spatialCount(done.id)).toBe(5000);
      const { rows } = await client.query(
        `SELECT name, connects_to, properties, length FROM sizewise.project_segments WHERE import_id = $1 AND external_id = 'duct-7'`,
        [done.id],
      );
      expect(rows).toEqual([
        {
          name: 'Duct "7"\\ with\ttab',
          connects_to: ['duct-8', 'a "quoted"\\ one'],
          properties: { index: 7, note: 'line\nbreak' },
          length: 0.007,
        },
      ]);
      expect(seen.at(-1)).toBe(5000);
      expect(await readdir(spoolDir)).toEqual([]);
    });

    it('answers the same bytes with the import that has them', async () => {
      const first = await pipeline.intake(lines(10), { projectId, fileName: 'same.ndjson' });
      const second = await pipeline.intake(lines(10), { projectId, fileName: 'other name.ndjson' });
      expect(second).toEqual({ importId: first.importId, duplicate: true });
      const forced = await pipeline.intake(lines(10), { projectId, fileName: 'same.ndjson', force: true });
      expect(forced.duplicate).toBe(false);
      await Promise.all([pipeline.execute(first.importId), pipeline.execute(forced.importId)]);
      expect((await pipeline.get(forced.importId)).revision).toBe(2);
      expect(await segmentCount(first.importId, 'published_segments')).toBe(0);
      expect(await segmentCount(forced.importId, 'published_segments')).toBe(10);
    });

    it('keeps rejects with their line and goes on', async () => {
      const body = Readable.from([
        `${segment(1)}\n{"name": \n${segment(2)}\n{"externalId":"x","length":1e999}\n`,
      ]);
      const done = await pipeline.run(body, { projectId, fileName: 'bad lines.ndjson' });
      expect(done).toMatchObject({ status: 'completed', segmentsWritten: 2, rejected: 2 });
      const rejects = await Array.fromAsync(pipeline.rejects(done.id));
      expect(rejects.map(({ position, code, raw }) => [position.line, code, raw])).toEqual([
        [2, 'malformed_json', '{"name": '],
        [4, 'non_finite_number', '{"externalId":"x","length":1e999}'],
      ]);
    });

    it('fails when too many records are rejected, and leaves no row', async () => {
      const body = Readable.from([`${segment(1)}\n`, ...Array.from({ length: 200 }, () => '{"bad"\n')]);
      const done = await pipeline.run(body, { projectId, fileName: 'hopeless.ndjson' });
      expect(done).toMatchObject({
        status: 'failed',
        segmentsWritten: 0,
        error: { code: 'reject_limit_exceeded' },
      });
      expect(await segmentCount(done.id)).toBe(0);
      expect(await spatialCount(done.id)).toBe(0);
      expect(await readdir(spoolDir)).toEqual([]);
    });

    it('cancels in the middle of its chunks and leaves no row', async () => {
      const { importId } = await pipeline.intake(lines(40_000), { projectId, fileName: 'long.ndjson' });
      const running = pipeline.execute(importId);
      while ((await pipeline.progress(importId)).chunksDone < 1) await new Promise((r) => setTimeout(r, 20));
      await pipeline.cancel(importId);
      expect((await running).status).toBe('cancelled');
      const { chunksDone, chunksTotal } = await pipeline.progress(importId);
      expect(chunksDone).toBeLessThan(chunksTotal);
      expect(await segmentCount(importId)).toBe(0);
      expect(await spatialCount(importId)).toBe(0);
      await expect(pipeline.cancel(importId)).rejects.toMatchObject({ code: 'import_finished' });

      await pipeline.retry(importId);
      expect((await pipeline.execute(importId)).segmentsWritten).toBe(40_000);
      expect(await spatialCount(importId)).toBe(40_000);
      await pipeline.remove(importId);
      expect(await segmentCount(importId)).toBe(0);
      expect(await spatialCount(importId)).toBe(0);
      await expect(pipeline.get(importId)).rejects.toMatchObject({ code: 'import_not_found' });
    });

    it('fails an import of a local file that is written to meanwhile, and leaves no row', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'sizewise-local-'));
      const path = join(folder, 'local.ndjson');
      await writeFile(path, Array.from({ length: 500 }, (_, n) => `${segment(n)}\n`).join(''));
      const untouched = await pipeline.run(path, { projectId, fileName: 'local.ndjson' });
      expect(untouched).toMatchObject({ status: 'completed', segmentsWritten: 500 });
      await appendFile(path, `${segment(500)}\n`);

      const { importId } = await pipeline.intake(path, { projectId, fileName: 'local.ndjson' });
      await appendFile(path, `${segment(501)}\n`);
      const ended = await pipeline.execute(importId);
      expect(ended).toMatchObject({ status: 'failed', error: { code: 'source_changed' } });
      expect(await segmentCount(importId)).toBe(0);
      expect(await spatialCount(importId)).toBe(0);
      expect(await readdir(spoolDir)).toEqual([]);
      expect(await readdir(folder)).toEqual(['local.ndjson']);
      await rm(folder, { recursive: true });
    });

    it('imports a real IFC file', async () => {
      const done = await pipeline.run(createReadStream(drawingPath('ifc/hvac_heating_B03.ifc')), {
        projectId,
        fileName: '../../hvac_heating_B03.ifc',
      });
      expect(done).toMatchObject({
        status: 'completed',
        fileName: 'hvac_heating_B03.ifc',
        segmentsWritten: 220,
        spatialWritten: 220,
      });
      expect(await spatialCount(done.id)).toBe(220);
    });
  });
}
