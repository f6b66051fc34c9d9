import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { describeWith } from '@sizewise/test-support';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { SpoolRoom } from '../src/spool/spool-room.ts';
import { type SpoolStore } from '../src/spool/spool-store.ts';
import { sweepSpool } from '../src/spool/sweep-spool.ts';
import { PipelineStores, segmentLines } from './support/pipeline-stores.ts';
import { contentOf, NEVER, put, sha256, SPOOL_KINDS, SpoolFixture } from './support/spool-fixture.ts';

const SMALL = Buffer.from('guid,name\n1,Duct\n');

for (const kind of SPOOL_KINDS) {
  describeWith(['postgres'], `uploads in a store of kind ${kind}`, () => {
    let spool: SpoolFixture;
    const open = (instance: string): SpoolStore => spool.store(instance);
    beforeEach(async () => {
      spool = await SpoolFixture.open(kind);
    });
    afterEach(() => spool.close());

    it('gives every process what one has kept, byte by byte', async () => {
      const [a, b] = [open('a'), open('b')];
      // More than two parts of a bucket's upload.
      const large = Buffer.alloc(20_000_000, 'abcdefg');
      const importId = await put(a, large);
      expect(await contentOf(await b.open(importId, NEVER))).toBe(sha256(large));
      expect(await contentOf(await a.open(importId, NEVER))).toBe(sha256(large));
      expect([await a.has(importId), await b.has(importId)]).toEqual([true, true]);
      expect(await b.entries()).toEqual([importId]);
      expect(await b.usage()).toBeGreaterThanOrEqual(large.length);
      expect(await b.upload(importId)).toMatchObject({ owner: 'a', isOpen: false });
      expect(await a.upload(importId)).toMatchObject({ owner: 'a', isOpen: false });
    });

    it('serves several readers at once, each with a folder for its index', async () => {
      const b = open('b');
      const importId = await put(open('a'), SMALL);
      const files = await Promise.all([1, 2, 3].map(() => b.open(importId, NEVER)));
      for (const file of files) await writeFile(join(file?.scratchDir ?? '', 'index'), 'an index');
      for (const file of files) expect(await contentOf(file)).toBe(sha256(SMALL));
    });

    it('has nothing of an upload that is given up', async () => {
      const store = open('a');
      const importId = randomUUID();
      const claim = await store.begin(importId, 'a');
      await writeFile(join(store.folder(importId), 'upload'), SMALL);
      expect(await store.upload(importId)).toMatchObject({ owner: 'a', isOpen: true });
      expect(await store.usage()).toBeGreaterThanOrEqual(SMALL.length);
      expect(await store.open(importId, NEVER)).toBeNull();
      await store.remove(importId);
      claim[Symbol.dispose]();
      expect([await store.entries(), await store.usage(), await store.upload(importId)]).toEqual([
        [],
        0,
        null,
      ]);
    });

    it('removes for every process, and again without a fault', async () => {
      const [a, b] = [open('a'), open('b')];
      const importId = await put(a, SMALL);
      await b.remove(importId);
      await b.remove(importId);
      expect([await b.has(importId), await b.open(importId, NEVER), await a.entries()]).toEqual([
        false,
        null,
        [],
      ]);
    });

    it('refuses what is no id', async () => {
      const store = open('a');
      for (const id of ['../../etc', 'A', '', `${randomUUID()}/..`]) {
        await expect(store.begin(id, 'a')).rejects.toThrow(TypeError);
        await expect(store.has(id)).rejects.toThrow(TypeError);
        expect(() => store.folder(id)).toThrow(TypeError);
      }
    });

    it('keeps to its quota, and to the room on the disk', async () => {
      const store = open('a');
      const [first, second] = [randomUUID(), randomUUID()];
      using one = await store.begin(first, 'a');
      using two = await store.begin(second, 'a');
      void [one, two];
      const room = new SpoolRoom(store, { maxBytes: 1000, minFreeBytes: 1 });
      await room.check(first);
      await writeFile(join(store.folder(first), 'upload'), Buffer.alloc(1000));
      const full = new SpoolRoom(store, { maxBytes: 1000, minFreeBytes: 1 });
      await expect(full.check(second)).rejects.toMatchObject({
        code: 'spool_full',
        status: 507,
        data: { maxBytes: 1000 },
      });
      await store.remove(first);
      await new SpoolRoom(store, { maxBytes: 1000, minFreeBytes: 1 }).check(second);
    });

    it('is swept of what no import needs, and of nothing else', async () => {
      await using imports = await PipelineStores.open('postgres');
      const store = open('a');
      const enter = async (status: string, ageSeconds: number): Promise<string> => {
        const id = await put(store, SMALL);
        await imports.rows(
          `INSERT INTO sizewise.imports (project_id, id, file_name, status, format, finished_at)
           VALUES ($1, $2, 'a.csv', $3, 'csv', now() - make_interval(secs => $4))`,
          [randomUUID(), id, status, ageSeconds],
        );
        return id;
      };
      const kept = [
        await enter('failed', 10),
        await enter('running', 1000),
        await put(store, SMALL, 'another'),
      ];
      const swept = [
        await enter('failed', 1000),
        await enter('cancelled', 1000),
        await enter('completed', 0),
      ];
      const orphan = await put(store, SMALL);
      const under = randomUUID();
      using claim = await store.begin(under, 'a');
      void claim;
      const db = {
        query: async (sql: string, values?: unknown[]) => ({
          rows: await imports.rows(sql, values),
          rowCount: 0,
        }),
      };
      await sweepSpool(store, db as never, { instance: 'a', keepSeconds: 100 });
      const left = await store.entries();
      expect(left.sort()).toEqual([...kept, under].sort());
      expect(left).not.toEqual(expect.arrayContaining([...swept, orphan]));
    });

    it('feeds an import in another process, and is empty behind it', async () => {
      await using imports = await PipelineStores.open('postgres');
      const shared = (instance: string) => ({ instance, ...spool.options() });
      await using taker = imports.pipeline({ ...shared('taker'), workers: 0 });
      await using worker = imports.pipeline(shared('worker'));
      const projectId = randomUUID();
      const { importId } = await taker.intake(segmentLines(500), { projectId, fileName: 'a.ndjson' });
      expect(await worker.execute(importId)).toMatchObject({ status: 'completed', segmentsWritten: 500 });
      const local = join(tmpdir(), `${projectId}.ndjson`);
      await writeFile(local, segmentLines(300));
      const linked = await taker.intake(local, { projectId, fileName: 'local.ndjson' });
      expect(await worker.execute(linked.importId)).toMatchObject({
        status: 'completed',
        segmentsWritten: 300,
      });
      await rm(local);
      const cut = Readable.from(
        (async function* () {
          yield SMALL;
          throw new Error('the sender went away');
        })(),
      );
      await expect(taker.intake(cut, { projectId, fileName: 'b.csv' })).rejects.toMatchObject({
        code: 'upload_aborted',
      });
      expect(await open('c').entries()).toEqual([]);
    });

    it('refuses an upload beyond the quota while it comes in, and keeps nothing of it', async () => {
      await using imports = await PipelineStores.open('postgres');
      await using pipeline = imports.pipeline({
        ...spool.options(),
        spoolMaxBytes: 4_000_000,
      });
      const body = Readable.from(
        (async function* () {
          for (let n = 0; n < 40; n++) {
            yield Buffer.alloc(1_000_000, '1,Duct\n');
            // The sum of the spool is formed anew after a second.
            if (n === 12) await new Promise((resolve) => setTimeout(resolve, 1100));
          }
        })(),
      );
      await expect(
        pipeline.intake(body, { projectId: randomUUID(), fileName: 'a.csv' }),
      ).rejects.toMatchObject({
        code: 'spool_full',
      });
      expect(await open('c').entries()).toEqual([]);
      expect(await imports.rows('SELECT 1 FROM sizewise.imports')).toEqual([]);
    });
  });
}
