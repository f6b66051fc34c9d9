import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';

import { describeWith, describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type ImportPipeline } from '../src/index.ts';
import { PipelineStores, segmentLine, STORE_KINDS } from './support/pipeline-stores.ts';

const KIB = 1024;
const CHUNK_BYTES = [KIB, 16 * KIB, 1024 ** 3];

interface Content {
  readonly chunks: number;
  readonly rows: number;
  readonly rejects: unknown[];
  readonly ignored: Record<string, number>;
  readonly bySegmentType: Record<string, number>;
  readonly warnings: unknown[];
  /** SHA-256 of every row of both stores in the order of its id, without ids and times. */
  readonly hash: string;
}

/** Every third line differs in length, some are broken, blank or too odd to be a segment. */
function ndjson(): string {
  const lines = Array.from({ length: 350 }, (_, n) => {
    if (n % 97 === 5) return '{"name": ';
    if (n % 89 === 7) return '';
    if (n % 83 === 11) return '{"externalId":"wall","ifcClass":"IfcWall"}';
    return segmentLine(n, { properties: { note: 'ü'.repeat((n * 7) % 300) } });
  });
  return lines.join('\n');
}

/** Quoted newlines, quotes left open, ragged rows and multi-byte text where a cut may fall. */
function csv(): string {
  const rows = Array.from({ length: 450 }, (_, n) => {
    if (n % 101 === 3) return `${n},"open quote,x,1`;
    if (n % 71 === 9) return `${n},ragged`;
    if (n % 5 === 0) return `${n},"空調\nline ""${n}""\r\n${'z'.repeat(n % 200)}",note,${n}`;
    return `${n},Lüftung ${n},${'y'.repeat((n * 3) % 90)},${n}`;
  });
  return `guid,name,note,length_mm\n${rows.join('\n')}\n`;
}

for (const kind of STORE_KINDS) {
  describeWith(['postgres', 'mongo'], `chunks of any size, documents in ${kind}`, () => {
    let stores: PipelineStores;
    let pipelines: ImportPipeline[];
    beforeAll(async () => {
      stores = await PipelineStores.open(kind);
      pipelines = CHUNK_BYTES.map((chunkBytes) => stores.pipeline({ chunkBytes, instance: `${chunkBytes}` }));
    });
    afterAll(async () => {
      for (const pipeline of pipelines) await pipeline.close();
      await stores.close();
    });

    /** Imports alone, reads everything that was stored, and removes it. */
    async function contentOf(body: Buffer, fileName: string, pipeline: ImportPipeline): Promise<Content> {
      const projectId = randomUUID();
      const { importId } = await pipeline.intake(Readable.from([body]), { projectId, fileName });
      const done = await pipeline.execute(importId);
      expect(done).toMatchObject({ status: 'completed' });
      const { chunksTotal } = await pipeline.progress(importId);
      const segments = await stores.rows(
        `SELECT to_jsonb(s) - '{id, import_id, project_id, created_at}'::text[] AS row FROM sizewise.project_segments s
         WHERE import_id = $1 ORDER BY id`,
        [importId],
      );
      const documents =
        kind === 'mongo'
          ? await stores.documents
              .find(
                { import_id: importId },
                { projection: { _id: 0, project_id: 0, import_id: 0, segment_id: 0 } },
              )
              .sort({ _id: 1 })
              .toArray()
          : await stores.rows(
              `SELECT to_jsonb(d) - '{id, segment_id, import_id, project_id, created_at}'::text[] AS row
               FROM sizewise.spatial_data d WHERE import_id = $1 ORDER BY id`,
              [importId],
            );
      expect(documents).toHaveLength(segments.length);
      const rejects = await Array.fromAsync(pipeline.rejects(importId));
      await pipeline.remove(importId);
      return {
        chunks: chunksTotal,
        rows: segments.length,
        rejects: rejects.map(({ position, raw, code, reason }) => ({ position, raw, code, reason })),
        ignored: done.ignored,
        bySegmentType: done.bySegmentType,
        warnings: done.warnings.toSorted((a, b) => a.detail.localeCompare(b.detail)),
        hash: createHash('sha256')
          .update(JSON.stringify([segments, documents]))
          .digest('hex'),
      };
    }

    async function expectSame(body: Buffer, fileName: string): Promise<Content> {
      const contents: Content[] = [];
      for (const pipeline of pipelines) contents.push(await contentOf(body, fileName, pipeline));
      const whole = contents.at(-1)!;
      expect(whole.chunks).toBe(1);
      expect(contents[0]!.chunks).toBeGreaterThan(3);
      for (const content of contents) expect(content).toEqual({ ...whole, chunks: content.chunks });
      return whole;
    }

    it('give the same rows of NDJSON', async () => {
      const whole = await expectSame(Buffer.from(ndjson()), 'sizes.ndjson');
      expect(whole).toMatchObject({ rows: 337, ignored: { IfcWall: 5 } });
      expect(whole.rejects).toHaveLength(4);
    });

    it('give the same rows of CSV', async () => {
      const whole = await expectSame(Buffer.from(csv()), 'sizes.csv');
      expect(whole.rows).toBeGreaterThan(420);
      expect(whole.rejects.length).toBeGreaterThan(8);
    });

    describeWithDrawings(['ifc/hvac_heating_B03.ifc'], 'IFC', () => {
      it('give the same rows of IFC', async () => {
        const whole = await expectSame(readFileSync(drawingPath('ifc/hvac_heating_B03.ifc')), 'sizes.ifc');
        expect(whole.rows).toBe(220);
      });
    });
  });
}
