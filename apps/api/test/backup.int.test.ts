import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { type ImportPipeline } from '@sizewise/bulk-pipeline';
import { checkBackup, migrateAll, restoreBackup, writeBackup } from '@sizewise/data';
import { type ConnectionBudget } from '@sizewise/shared';
import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { spooledUploads } from '../src/backup/spooled-uploads.ts';
import { openUploadTarget } from '../src/backup/upload-target.ts';
import { Installation, type StoreKind } from './installation.ts';

const ROWS = 400;
const CHUNKS_BEFORE = 3;
const { signal } = new AbortController();
const quiet = (): void => undefined;

const ducts = (count: number, name: string): Readable =>
  Readable.from(
    Array.from({ length: count }, (_, n) => {
      const duct = { externalId: `${name}${n}`, segmentType: 'duct_segment', shape: 'round', diameter: 0.3 };
      const bounds = { minX: n, minY: 0, minZ: 0, maxX: n + 1, maxY: 1, maxZ: 1 };
      return `${JSON.stringify({ ...duct, length: 2, airflow: 0.1, bounds, properties: { n, 'ü\t"\\': null } })}\n`;
    }),
  );

/** A budget that gives so many permits, and more only when it is opened. */
function gate(permits: number): { budget: ConnectionBudget; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let given = 0;
  return {
    open: resolve,
    budget: {
      async acquire(_, aborted) {
        if (++given > permits) {
          const stopped = new Promise((_done, reject) => {
            aborted?.addEventListener('abort', () => reject(aborted.reason as Error), { once: true });
          });
          await Promise.race([promise, stopped]);
        }
        return { release: quiet, [Symbol.asyncDispose]: async () => undefined };
      },
      pressure: () => 0,
    },
  };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

const stores: readonly StoreKind[] = ['postgres', 'side tables', 'mongo'];
for (const kind of stores) {
  describeWith(kind === 'mongo' ? ['postgres', 'mongo'] : ['postgres'], `backup, ${kind}`, () => {
    let source: Installation;
    let target: Installation;
    let file: string;
    let projectId: string;
    let [completed, running, posted] = ['', '', ''];

    const backUp = (name: string, from = source, withUploads = true): Promise<string> => {
      const path = join(source.dir, name);
      const uploads = withUploads ? spooledUploads(from.spool(), signal) : null;
      return writeBackup({ ...from.stores, uploads, file: path, signal, onProgress: quiet }).then(() => path);
    };
    const restore = async (path: string, into: Installation, replace = false) => {
      await using uploads = await openUploadTarget(into.spool(), `${into.spoolDir}.restoring`, signal);
      const options = {
        file: path,
        uploads,
        replace,
        queueSchema: 'sizewise_jobs',
        signal,
        onProgress: quiet,
      };
      const report = await restoreBackup({ ...into.stores, ...options });
      await into.optimizer.postgres.withLease((lease) => migrateAll(lease));
      return report;
    };
    const finish = async (pipeline: ImportPipeline): Promise<string[]> => {
      const open = await pipeline.unfinished();
      for (const { id } of open) await pipeline.execute(id);
      return open.map(({ id }) => id);
    };

    beforeAll(async () => {
      source = await Installation.open(kind);
      target = await Installation.open(kind);
      projectId = (await source.service.projects.create({ name: 'Hospital' })).id;
      await using pipeline = source.pipeline();
      completed = (await pipeline.run(ducts(ROWS, 'a'), { projectId, fileName: 'a.ndjson' })).id;
      await source.service.bulkInsertSegments(projectId, [{ segmentType: 'duct_segment', externalId: 'p' }]);
      const [api] = await source.rows<{ id: string }>(`SELECT id FROM sizewise.imports WHERE format = 'api'`);
      posted = api?.id ?? '';
      // As a replica set leaves it; where MongoDB is read, it would be waited for.
      const time = kind === 'mongo' ? null : '{"$timestamp":"1"}';
      await source.rows('UPDATE sizewise.imports SET mongo_operation_time = $1', [time]);
    });
    afterAll(async () => {
      await source.close();
      await target.close();
    });

    it('is taken while an import runs and segments are changed', async () => {
      const { budget, open } = gate(CHUNKS_BEFORE);
      await using pipeline = source.pipeline({ budget });
      const upload = { projectId, fileName: 'b.ndjson' };
      running = (await pipeline.intake(ducts(ROWS, 'b'), upload)).importId;
      const ended = pipeline.execute(running);
      await until(async () => {
        const done = await source.rows(
          `SELECT FROM sizewise.import_chunks WHERE import_id = $1 AND state = 'done'`,
          [running],
        );
        return done.length === CHUNKS_BEFORE;
      });
      const changes = new AbortController();
      const changing = changeAirflows(source, projectId, completed, changes.signal);
      file = await backUp('during.tar.zst');
      changes.abort();
      expect(await changing).toBeGreaterThan(0);
      open();
      expect(await ended).toMatchObject({ status: 'completed', segmentsWritten: ROWS });
      expect(await readdir(source.dir)).not.toContain('during.tar.zst.part');
    });

    it('is whole by its checksum', async () => {
      const report = await checkBackup(file, signal);
      expect(report).toMatchObject({ store: kind === 'mongo' ? 'mongo' : 'postgres', uploads: 1 });
      expect(report.rows['imports']).toBe(3);
    });

    it('is restored elsewhere, with calculations that fit the segments', async () => {
      await restore(file, target);
      // Positions in the logs of other servers: readers would wait for them.
      const positions = 'published_lsn IS NOT NULL OR mongo_operation_time IS NOT NULL';
      expect(await source.rows(`SELECT FROM sizewise.imports WHERE ${positions}`)).not.toEqual([]);
      expect(await target.rows(`SELECT FROM sizewise.imports WHERE ${positions}`)).toEqual([]);
      expect(await target.contents(posted)).toEqual(await source.contents(posted));
      const [restored, original] = [await target.contents(completed), await source.contents(completed)];
      for (const [store, { count }] of Object.entries(original)) expect(restored[store]?.count).toBe(count);
      const { segments, calculations } = await target.airflows(completed);
      expect(segments.size).toBe(ROWS);
      expect(calculations).toEqual(segments);
      expect(await target.service.projects.get(projectId)).toMatchObject({ name: 'Hospital' });
    });

    it('lets the import go on where it was', async () => {
      const state = await target.rows(
        `SELECT state, leased_by FROM sizewise.import_chunks WHERE import_id = $1 AND state <> 'pending'`,
        [running],
      );
      expect(state).toHaveLength(CHUNKS_BEFORE);
      await using pipeline = target.pipeline();
      expect(await finish(pipeline)).toEqual([running]);
      expect(await pipeline.get(running)).toMatchObject({ status: 'completed', segmentsWritten: ROWS });
      expect(await target.contents(running)).toEqual(await source.contents(running));
    });

    it('gives the same installation once more', async () => {
      const again = await backUp('again.tar.zst');
      const fresh = await Installation.open(kind);
      try {
        await restore(again, fresh);
        for (const id of [completed, running, posted]) {
          expect(await fresh.contents(id)).toEqual(await source.contents(id));
        }
        await using pipeline = fresh.pipeline();
        const { id } = await pipeline.run(ducts(20, 'c'), { projectId, fileName: 'c.ndjson' });
        expect((await fresh.contents(id))['project_segments']?.count).toBe(20);
      } finally {
        await fresh.close();
      }
    });

    it('does not replace an installation unless told to', async () => {
      await expect(restore(file, target)).rejects.toMatchObject({ code: 'installation_not_empty' });
      await target.service.projects.create({ name: 'Later' });
      await restore(file, target, true);
      expect((await target.service.projects.list({ limit: 10 })).items.map(({ name }) => name)).toEqual([
        'Hospital',
      ]);
    });

    it('fails an unfinished import whose upload is left out', async () => {
      const { budget, open } = gate(1);
      await using pipeline = source.pipeline({ budget });
      const { importId } = await pipeline.intake(ducts(ROWS, 'd'), { projectId, fileName: 'd.ndjson' });
      const ended = pipeline.execute(importId);
      await until(async () => (await pipeline.get(importId)).segmentsWritten > 0);
      const path = await backUp('no-uploads.tar.zst', source, false);
      open();
      await ended;
      await restore(path, target, true);
      await using restored = target.pipeline();
      await finish(restored);
      expect(await restored.get(importId)).toMatchObject({
        status: 'failed',
        error: { code: 'spool_missing' },
      });
      const left = Object.values(await target.contents(importId)).map(({ count }) => count);
      expect(left.every((count) => count === 0)).toBe(true);
    });

    it('knows nothing of an import that is cancelled while its rows are read', async () => {
      const { budget, open } = gate(1);
      await using pipeline = source.pipeline({ budget });
      const { importId } = await pipeline.intake(ducts(ROWS, 'e'), { projectId, fileName: 'e.ndjson' });
      const ended = pipeline.execute(importId);
      await until(async () => (await pipeline.get(importId)).segmentsWritten > 0);
      // Uploads are opened between the snapshot and the rows.
      const uploads = {
        async open() {
          await pipeline.cancel(importId);
          await ended;
          return [];
        },
      };
      const path = join(source.dir, 'cancelled.tar.zst');
      await writeBackup({ ...source.stores, uploads, file: path, signal, onProgress: quiet });
      open();
      await restore(path, target, true);
      await using restored = target.pipeline();
      await finish(restored);
      const left = Object.values(await target.contents(importId)).map(({ count }) => count);
      expect(left.every((count) => count === 0)).toBe(true);
      const found = await target.rows<{ status: string }>(
        'SELECT status FROM sizewise.imports WHERE id = $1',
        [importId],
      );
      // Rows in PostgreSQL alone are those of the snapshot, whole, so that the import fails for want of its upload.
      expect(found.map(({ status }) => status)).toEqual(kind === 'postgres' ? ['failed'] : []);
      expect(await target.contents(completed)).toEqual(await source.contents(completed));
    });

    describe('of a file that is not whole', () => {
      const cases: [name: string, damage: (bytes: Buffer) => Buffer][] = [
        ['cut off', (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2))],
        ['changed', (bytes) => Buffer.from(bytes.with(Math.floor(bytes.length / 2), bytes[0]! ^ 0xff))],
        ['something else', () => randomBytes(1000)],
        ['empty', () => Buffer.alloc(0)],
      ];
      it.each(cases)('refuses one that is %s, and changes nothing', async (name, damage) => {
        const path = join(source.dir, `${name}.zst`);
        await writeFile(path, damage(await readFile(file)));
        const before = await target.contents(completed);
        await expect(restore(path, target, true)).rejects.toMatchObject({ code: 'backup_damaged' });
        await expect(checkBackup(path, signal)).rejects.toMatchObject({ code: 'backup_damaged' });
        expect(await target.contents(completed)).toEqual(before);
      });
    });

    it('leaves nothing of a backup that is stopped', async () => {
      const path = join(source.dir, 'stopped.tar.zst');
      const stop = new AbortController();
      const writing = writeBackup({
        ...source.stores,
        uploads: null,
        file: path,
        signal: stop.signal,
        onProgress: () => stop.abort(new Error('stopped')),
      });
      await expect(writing).rejects.toThrow('stopped');
      expect((await readdir(source.dir)).filter((name) => name.startsWith('stopped'))).toEqual([]);
    });
  });
}

/** Gives one segment after the other another airflow until the signal aborts. @returns changes */
async function changeAirflows(
  { service }: Installation,
  projectId: string,
  importId: string,
  until: AbortSignal,
): Promise<number> {
  const { items } = await service.segments.list(projectId, { importId, limit: 50 });
  let changes = 0;
  while (!until.aborted) {
    for (const { id } of items.slice(0, 10)) {
      const { version } = await service.segments.get(projectId, id);
      await service.segments.update(projectId, id, { airflow: 0.2 + (changes % 7) / 10 }, version);
      changes++;
    }
  }
  return changes;
}
