import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { describeWith, describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type PipelineOptions } from '../src/options.ts';
import { killWhile, letFinish } from './support/killed-process.ts';
import { PipelineStores, segmentLine, segmentLines, STORE_KINDS } from './support/pipeline-stores.ts';

/** Kills for each pair of format and store. FAULT_ROUNDS=20 is twenty for each. */
const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? 4);
const ROWS = 4000;
const LONGEST_MS = 700;
const IFC = 'ifc/hvac_heating_B03.ifc';
const TRUTH = 'truth/hvac_heating_B03.ifc.json';

const checksum = (names: Iterable<string>): string =>
  createHash('sha256')
    .update([...names].sort().join('\n'))
    .digest('hex');

interface KilledImport {
  readonly fileName: string;
  readonly source: () => Readable;
  readonly externalIds: () => string[];
  readonly chunkBytes: number;
}

const NDJSON: KilledImport = {
  fileName: 'killed.ndjson',
  source: () => segmentLines(ROWS),
  externalIds: () => Array.from({ length: ROWS }, (_, n) => `e${n}`),
  chunkBytes: 8 * 1024,
};

/** Every other record is broken, from its middle on. */
const HOPELESS: Pick<KilledImport, 'fileName' | 'source'> = {
  fileName: 'hopeless.ndjson',
  source: () =>
    Readable.from(
      Array.from({ length: 1200 }, (_, n) => (n > 600 && n % 2 ? '{"bad"\n' : `${segmentLine(n)}\n`)),
    ),
};

const IFC_MODEL: KilledImport = {
  fileName: 'killed.ifc',
  source: () => createReadStream(drawingPath(IFC)),
  externalIds: () => {
    const truth = JSON.parse(readFileSync(drawingPath(TRUTH), 'utf8')) as { bounds: object };
    return Object.keys(truth.bounds);
  },
  chunkBytes: 256,
};

for (const kind of STORE_KINDS) {
  describeWith(['postgres', 'mongo'], `kill -9 of the process that imports, documents in ${kind}`, () => {
    let stores: PipelineStores;
    beforeAll(async () => {
      stores = await PipelineStores.open(kind);
    });
    afterAll(async () => {
      await stores.close();
    });

    async function begin(drawing: Pick<KilledImport, 'fileName' | 'source'>): Promise<string> {
      await using pipeline = stores.pipeline({ instance: 'intake' });
      const options = { projectId: randomUUID(), fileName: drawing.fileName };
      return (await pipeline.intake(drawing.source(), options)).importId;
    }

    const statusOf = async (importId: string): Promise<string> => {
      const [row] = await stores.rows<{ status: string }>(
        'SELECT status FROM sizewise.imports WHERE id = $1',
        [importId],
      );
      return row?.status ?? 'gone';
    };

    /** Every row once, in both stores, and nothing else anywhere. */
    async function expectWhole(importId: string, drawing: KilledImport): Promise<void> {
      const wanted = drawing.externalIds();
      expect(await statusOf(importId)).toBe('completed');
      const rows = await stores.rows<{ external_id: string }>(
        'SELECT external_id FROM sizewise.published_segments WHERE import_id = $1',
        [importId],
      );
      expect(rows).toHaveLength(wanted.length);
      expect(checksum(rows.map((row) => row.external_id))).toBe(checksum(wanted));
      const { segments, documents } = await stores.ids(importId);
      expect(new Set(segments).size).toBe(wanted.length);
      expect(documents).toEqual(segments);
      const [reported] = await stores.rows(
        `SELECT segments_written::int, spatial_written::int, rejected::int FROM sizewise.imports WHERE id = $1`,
        [importId],
      );
      expect(reported).toEqual({
        segments_written: wanted.length,
        spatial_written: wanted.length,
        rejected: 0,
      });
      expect(await stores.spooled()).toEqual([]);
    }

    const anyTime = (): Promise<unknown> => sleep(Math.random() * LONGEST_MS);

    /** A moment shortly after a few more chunks, at random, are done: while others are being written. */
    function amongChunks(importId: string): (gone: AbortSignal) => Promise<void> {
      const done = async (): Promise<{ done: number; total: number }> => {
        const [row] = await stores.rows<{ done: number; total: number }>(
          `SELECT count(*) FILTER (WHERE state = 'done')::int AS done, count(*)::int AS total
           FROM sizewise.import_chunks WHERE import_id = $1`,
          [importId],
        );
        return row ?? { done: 0, total: 0 };
      };
      return async (gone) => {
        const share = Math.random() / ROUNDS;
        const before = await done();
        for (let now = before; !gone.aborted; now = await done()) {
          if (now.done > before.done + share * now.total) break;
          await sleep(2);
        }
        await sleep(Math.random() * 15);
      };
    }

    /** Kills until there were enough; an import that ends in between is checked and followed by another. */
    async function killAgainAndAgain(drawing: KilledImport): Promise<number> {
      const options: PipelineOptions = stores.options({ chunkBytes: drawing.chunkBytes });
      let importId = await begin(drawing);
      let kills = 0;
      while (kills < ROUNDS) {
        const moment = kills % 3 === 0 ? anyTime : amongChunks(importId);
        const end = await killWhile(options, { kind: 'execute' }, moment);
        if (end === 'killed') kills += 1;
        if ((await statusOf(importId)) !== 'completed') continue;
        await letFinish(options, { kind: 'execute' });
        await expectWhole(importId, drawing);
        importId = await begin(drawing);
      }
      await letFinish(options, { kind: 'execute' });
      await expectWhole(importId, drawing);
      return kills;
    }

    it(`stores every row of an NDJSON import once (${ROUNDS} kills)`, async () => {
      expect(await killAgainAndAgain(NDJSON)).toBe(ROUNDS);
    }, 600_000);

    describeWithDrawings([IFC, TRUTH], 'IFC', () => {
      it(`stores every element of an IFC import once (${ROUNDS} kills)`, async () => {
        expect(await killAgainAndAgain(IFC_MODEL)).toBe(ROUNDS);
      }, 600_000);
    });

    it('ends an import that fails as failed, and leaves nothing of it', async () => {
      const options = stores.options({ chunkBytes: NDJSON.chunkBytes });
      const before = await stores.storedInAll();
      for (let round = 0; round < Math.ceil(ROUNDS / 5); round++) {
        const importId = await begin(HOPELESS);
        await killWhile(options, { kind: 'execute' }, amongChunks(importId));
        await letFinish(options, { kind: 'execute' });
        const [row] = await stores.rows<{ status: string; code: string }>(
          `SELECT status, error->>'code' AS code FROM sizewise.imports WHERE id = $1`,
          [importId],
        );
        expect(row).toEqual({ status: 'failed', code: 'reject_limit_exceeded' });
        expect(await stores.storedInAll()).toEqual(before);
        expect(await stores.spooled()).toEqual([]);
      }
    });

    it('goes on with a removal, and leaves nothing of it', async () => {
      const options = stores.options({ chunkBytes: NDJSON.chunkBytes });
      const before = await stores.storedInAll();
      const importId = await begin(NDJSON);
      await letFinish(options, { kind: 'execute' });
      await killWhile(options, { kind: 'remove', importId }, () => sleep(Math.random() * 60));
      await letFinish(options, { kind: 'execute' });
      // A kill before the removal began leaves the import as it was.
      if ((await statusOf(importId)) !== 'gone') {
        await expectWhole(importId, NDJSON);
        await letFinish(options, { kind: 'remove', importId });
      }
      expect(await statusOf(importId)).toBe('gone');
      expect(await stores.storedInAll()).toEqual(before);
      expect(await stores.spooled()).toEqual([]);
    });
  });
}

describeWith(['postgres', 'mongo'], 'kill -9 in the middle of an upload', () => {
  it('leaves no import, and the next start removes what was spooled', async () => {
    await using stores = await PipelineStores.open('postgres');
    const projectId = randomUUID();
    expect(await killWhile(stores.options(), { kind: 'upload', projectId }, () => sleep(50))).toBe('killed');
    expect(await stores.spooled()).toHaveLength(1);
    await letFinish(stores.options({ instance: 'another' }), { kind: 'execute' });
    expect(await stores.spooled()).toHaveLength(1);
    await letFinish(stores.options(), { kind: 'execute' });
    expect(await stores.spooled()).toEqual([]);
    expect(await stores.rows('SELECT 1 FROM sizewise.imports')).toEqual([]);
  });
});
