import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';

import { AppError } from '@sizewise/shared';
import { describeWith, describeWithDrawings, drawingPath } from '@sizewise/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type ImportPipeline } from '../src/index.ts';
import { stepText } from './ifc-fixtures.ts';
import { DOCUMENT_STORES, PipelineStores, segmentLine, segmentLines } from './support/pipeline-stores.ts';
import { zipOf } from './support/zip.ts';

const MIB = 1024 ** 2;
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const PROSE = 'Dear all,\n\nplease find attached the drawings of level 2, as agreed. Best regards.\n';
const DUCT = "#1=IFCDUCTSEGMENT('0000000000000000000001',$,'duct',$,$,$,$,$,$);";
const WHOLE = stepText(DUCT);

/** What intake refuses by its bytes, before there is an import. */
const REFUSED: [name: string, fileName: string, bytes: string | Buffer, code: string][] = [
  ['an empty file', 'empty.ifc', '', 'empty_file'],
  ['a PNG named as a model', 'model.ifc', PNG, 'unknown_format'],
  ['a PDF named as a table', 'table.csv', '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\n', 'unknown_format'],
  ['prose', 'letter.csv', PROSE, 'unknown_format'],
  ['random bytes', 'noise.bin', Buffer.from('00ff10fe20fd30fc01020304'.repeat(20), 'hex'), 'unknown_format'],
  ['a body over the limit', 'large.ndjson', `${segmentLine(1)}\n`.repeat(40_000), 'body_too_large'],
  ['a gzip bomb', 'bomb.ifc.gz', gzipSync(Buffer.alloc(64 * MIB)), 'decompression_limit'],
  [
    'a zip bomb',
    'bomb.ifczip',
    zipOf([{ name: 'a.ifc', content: Buffer.alloc(64 * MIB) }]),
    'decompression_limit',
  ],
  [
    'a zip of zips',
    'nested.ifczip',
    zipOf([{ name: 'a.zip', content: zipOf([{ name: 'a.ifc', content: Buffer.from(WHOLE) }]) }]),
    'malformed_archive',
  ],
  [
    'a gzip cut in the middle',
    'cut.ifc.gz',
    gzipSync(WHOLE.repeat(50)).subarray(0, 120),
    'malformed_archive',
  ],
];

/** What the plan finds out: the import fails as a whole, with the code. */
const FAILING: [name: string, fileName: string, text: string | Buffer, code: string][] = [
  ['an IFC without DATA', 'nodata.ifc', WHOLE.replace('DATA;\n', ''), 'missing_data_section'],
  ['an IFC cut in an instance', 'cut.ifc', WHOLE.slice(0, -50), 'truncated_file'],
  ['an IFC cut in a string', 'cut string.ifc', WHOLE.split("duct'")[0] ?? '', 'truncated_file'],
  ['an IFC of an unknown schema', 'old.ifc', stepText(DUCT, 'IFC2X2_FINAL'), 'unsupported_schema'],
  ['a table without known columns', 'letters.csv', 'a,b\nc,d\ne,f\n', 'no_usable_columns'],
];

for (const kind of DOCUMENT_STORES) {
  describeWith(['postgres', 'mongo'], `files that are no drawing, documents in ${kind}`, () => {
    let stores: PipelineStores;
    let pipeline: ImportPipeline;
    const projectId = randomUUID();
    beforeAll(async () => {
      stores = await PipelineStores.open(kind);
      pipeline = stores.pipeline({ maxBytes: 4 * MIB, maxUnpackedBytes: 32 * MIB });
    });
    afterAll(async () => {
      await pipeline.close();
      await stores.close();
    });

    const intake = (fileName: string, source: Readable): Promise<unknown> =>
      pipeline.intake(source, { projectId, fileName });
    const imports = (): Promise<object[]> => stores.rows('SELECT id FROM sizewise.imports');
    const expectNothingLeft = async (): Promise<void> => {
      expect(await stores.storedInAll()).toEqual({ segments: 0, documents: 0 });
      expect(await stores.rows('SELECT 1 FROM sizewise.import_rejects')).toEqual([]);
      expect(await stores.spooled()).toEqual([]);
    };

    it.each(REFUSED)('refuses %s', async (_, fileName, bytes, code) => {
      const before = await imports();
      const error = await intake(fileName, Readable.from([Buffer.from(bytes)])).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code });
      expect((error as AppError).status).toBeGreaterThanOrEqual(400);
      expect((error as AppError).status).toBeLessThan(500);
      expect(await imports()).toEqual(before);
      await expectNothingLeft();
    });

    it('refuses an upload that is cut off', async () => {
      const source = new Readable({ read: () => undefined });
      source.push(`${segmentLine(1)}\n`);
      setTimeout(() => source.destroy(new Error('socket hang up')), 20);
      await expect(intake('cut.ndjson', source)).rejects.toMatchObject({ code: 'upload_aborted' });
      await expectNothingLeft();
    });

    it.each(FAILING)('fails %s', async (_, fileName, text, code) => {
      const done = await pipeline.run(Readable.from([Buffer.from(text)]), { projectId, fileName });
      expect(done).toMatchObject({
        status: 'failed',
        segmentsWritten: 0,
        spatialWritten: 0,
        error: { code },
      });
      expect(done.error?.detail.length).toBeGreaterThan(10);
      await expectNothingLeft();
    });

    describeWithDrawings(
      ['odd/odd_header_cut.ifc', 'odd/odd_truncated_hvac_heating_B03.ifc'],
      'cut models',
      () => {
        it.each(['odd_header_cut.ifc', 'odd_truncated_hvac_heating_B03.ifc'])('fails %s', async (name) => {
          const source = createReadStream(drawingPath(`odd/${name}`));
          const done = await pipeline.run(source, { projectId, fileName: name });
          expect(done).toMatchObject({
            status: 'failed',
            segmentsWritten: 0,
            error: { code: 'truncated_file' },
          });
          await expectNothingLeft();
        });
      },
    );

    describe('names', () => {
      it.each([
        ['model.pdf', 'ndjson', `${segmentLine(1)}\n`],
        ['table.ifc', 'csv', 'guid,name\n1,Duct\n'],
        ['picture.png', 'ifc', WHOLE],
      ])('takes %s for the %s it is', async (fileName, format, text) => {
        const done = await pipeline.run(Readable.from([Buffer.from(text)]), { projectId, fileName });
        expect(done).toMatchObject({ status: 'completed', format, fileName, segmentsWritten: 1 });
        await pipeline.remove(done.id);
      });

      it.each([
        ['../../../etc/passwd', 'passwd'],
        ['C:\\Windows\\System32\\plan.ndjson', 'plan.ndjson'],
        ['/tmp/\u0000evil\nname.ndjson', 'evilname.ndjson'],
        ['..', 'drawing'],
        ['', 'drawing'],
        [`${'x'.repeat(5000)}.ndjson`, 'x'.repeat(255)],
      ])('shows %j as a name and never opens it', async (fileName, shown) => {
        const { importId } = await pipeline.intake(segmentLines(3), { projectId, fileName, force: true });
        expect(await stores.spooled()).toEqual([importId]);
        expect(await pipeline.execute(importId)).toMatchObject({ status: 'completed', fileName: shown });
        await pipeline.remove(importId);
        await expectNothingLeft();
      });
    });
  });
}
