import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

import { type Import, type Reject } from '@sizewise/shared';
import { describeWith, describeWithDrawings, drawingPath } from '@sizewise/test-support';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type ImportPipeline } from '../src/index.ts';
import { stepText } from './ifc-fixtures.ts';
import { PipelineStores, segmentLine, STORE_KINDS } from './support/pipeline-stores.ts';

const MIB = 1024 ** 2;
const duct = (id: number, globalId = `'${String(id).padStart(22, '0')}'`, name = `'duct ${id}'`): string =>
  `#${id}=IFCDUCTSEGMENT(${globalId},$,${name},$,$,$,$,$,$);`;

for (const kind of STORE_KINDS) {
  describeWith(['postgres', 'mongo'], `bad records in good files, documents in ${kind}`, () => {
    let stores: PipelineStores;
    let pipeline: ImportPipeline;
    const projectId = randomUUID();
    beforeAll(async () => {
      stores = await PipelineStores.open(kind);
      pipeline = stores.pipeline({ chunkBytes: MIB });
    });
    afterAll(async () => {
      await pipeline.close();
      await stores.close();
    });

    interface Outcome {
      readonly done: Import;
      readonly rejects: Reject[];
      readonly names: (string | null)[];
    }

    /** Imports, and holds what every ended import must hold: counts agree in both stores, the spool is empty. */
    async function importing(fileName: string, body: Readable | string | Uint8Array): Promise<Outcome> {
      const source = body instanceof Readable ? body : Readable.from([Buffer.from(body)]);
      const done = await pipeline.run(source, { projectId, fileName });
      const rejects = await Array.fromAsync(pipeline.rejects(done.id));
      expect(done.rejected).toBe(rejects.length);
      expect(rejects.every(({ reason }) => reason.length > 5)).toBe(true);
      expect(await stores.stored(done.id)).toEqual({
        segments: done.segmentsWritten,
        documents: done.spatialWritten,
      });
      expect(done.spatialWritten).toBe(done.segmentsWritten);
      expect(await stores.spooled()).toEqual([]);
      const rows = await stores.rows<{ name: string | null }>(
        'SELECT name FROM sizewise.published_segments WHERE import_id = $1 ORDER BY id',
        [done.id],
      );
      return { done, rejects, names: rows.map(({ name }) => name) };
    }

    const places = (rejects: readonly Reject[]): unknown[] =>
      rejects.map(({ code, position }) => [code, position.line ?? position.stepId]);
    const warned = ({ warnings }: Import): string[] => [...new Set(warnings.map(({ code }) => code))].sort();

    it('keeps each broken line of NDJSON with its place and bytes', async () => {
      const lines = [
        segmentLine(1),
        '{"name": ',
        segmentLine(2, { length: 'long' }),
        '[1, 2]',
        `{"externalId":"nan","length":NaN}`,
        `{"externalId":"inf","length":1e999}`,
        segmentLine(3, { bounds: { minX: 5, minY: 0, minZ: 0, maxX: 2e9, maxY: 1, maxZ: 1 } }),
        Buffer.from('{"externalId":"latin","name":"L\xfcftung"}', 'latin1').toString('latin1'),
        segmentLine(4),
      ];
      const { done, rejects } = await importing('lines.ndjson', Buffer.from(lines.join('\n'), 'latin1'));
      expect(done).toMatchObject({ status: 'completed', segmentsWritten: 2 });
      expect(places(rejects)).toEqual([
        ['malformed_json', 2],
        ['invalid_number', 3],
        ['malformed_json', 4],
        ['non_finite_number', 5],
        ['non_finite_number', 6],
        ['out_of_range', 7],
        ['invalid_encoding', 8],
      ]);
      expect(rejects[3]?.raw).toBe(lines[4]);
    });

    it('keeps ragged rows of CSV, and reads quoted newlines', async () => {
      const text =
        'guid,name,length_mm\n1,"two\nlines",10\n2,b\n3,c,4,5\n4,d,ten\n5,e,NaN\n6,f,1\n7,"open,1\n8,g,1\n';
      const { done, rejects, names } = await importing('ragged.csv', text);
      expect(done).toMatchObject({ status: 'completed', segmentsWritten: 3 });
      expect(names).toEqual(['two\nlines', 'f', 'g']);
      expect(places(rejects)).toEqual([
        ['ragged_row', 4],
        ['ragged_row', 5],
        ['invalid_number', 6],
        ['non_finite_number', 7],
        ['malformed_record', 9],
      ]);
    });

    it('passes over a line of 50 MB', async () => {
      const block = 'x'.repeat(MIB);
      const body = Readable.from(
        (function* () {
          yield 'guid,name\n1,before\n2,';
          for (let n = 0; n < 50; n++) yield block;
          yield '\n3,after\n';
        })(),
      );
      const { done, rejects, names } = await importing('long line.csv', body);
      expect(done).toMatchObject({ status: 'completed', segmentsWritten: 2 });
      expect(names).toEqual(['before', 'after']);
      expect(places(rejects)).toEqual([['record_too_large', 3]]);
      expect(rejects[0]).toMatchObject({ rawTruncated: true });
      expect(rejects[0]?.raw).toHaveLength(64 * 1024);
    });

    it.each([
      ['utf16le', 'UTF-16', []],
      ['utf-16be', 'UTF-16 of the other order', []],
      ['shift_jis', 'Shift-JIS', ['encoding_assumed']],
    ])('reads a table in %s', async (encoding, _, warnings) => {
      const text = 'guid,name\n1,空調ダクト\n2,給気口\n3,排気ファン\n';
      const bytes = iconv.encode(text, encoding, { addBOM: true });
      const { done, names } = await importing(`${encoding}.csv`, bytes);
      expect(done).toMatchObject({ status: 'completed', segmentsWritten: 3, rejected: 0 });
      expect(names).toEqual(['空調ダクト', '給気口', '排気ファン']);
      expect(warned(done)).toEqual(warnings);
    });

    it('replaces NUL and lone surrogates, and says so', async () => {
      const nul = String.fromCharCode(0);
      const ndjson = `${segmentLine(1, { name: `a${nul}b`, properties: { [`k${nul}`]: '\ud800' } })}\n`;
      const lines = await importing('nul.ndjson', ndjson);
      expect(lines.done).toMatchObject({ status: 'completed', segmentsWritten: 1, rejected: 0 });
      expect(lines.names).toEqual(['a\uFFFDb']);
      expect(warned(lines.done)).toEqual(['character_replaced']);
      const rows = Array.from({ length: 20 }, (_, n) => `${n},Duct ${n}\n`).join('');
      const table = await importing('nul.csv', `guid,name\n${rows}21,a${nul}b\n`);
      expect(table.names.at(-1)).toBe('a\uFFFDb');
      expect(warned(table.done)).toEqual(['character_replaced']);
      const model = await importing('nul.ifc', stepText(duct(1, undefined, `'a${nul}b\\X2\\0000\\X0\\'`)));
      expect(model.names).toEqual(['a\uFFFDb\uFFFD']);
      expect(warned(model.done)).toContain('character_replaced');
    });

    it('rejects broken instances of a model and keeps the rest', async () => {
      const model = stepText(
        [
          duct(10),
          "#11=IFCDUCTSEGMENT('a',$,'x',$,$,$,$,$,$",
          "#12=IFCDUCTSEGMENT('b',$,'short');",
          "#13=IFCELEMENT('c',$,$,$,$,$,$,$);",
          duct(14),
        ].join('\n'),
      );
      const { done, rejects, names } = await importing('broken.ifc', model);
      expect(done).toMatchObject({ status: 'completed', segmentsWritten: 2 });
      expect(names).toEqual(['duct 10', 'duct 14']);
      expect(rejects.map(({ code, position }) => [code, position.stepId])).toEqual([
        ['malformed_record', 11],
        ['wrong_argument_count', 12],
        ['abstract_class', 13],
      ]);
    });

    it('keeps elements with duplicate, missing or no GlobalId, and without geometry', async () => {
      const model = stepText([duct(1, "'same'"), duct(2, "'same'"), duct(3, '$')].join('\n'));
      const { done } = await importing('ids.ifc', model);
      expect(done).toMatchObject({ status: 'completed', segmentsWritten: 3, rejected: 0 });
      expect(warned(done)).toEqual(expect.arrayContaining(['duplicate_external_id', 'missing_external_id']));
      const bounds = await stores.rows(
        'SELECT external_id, min_x FROM sizewise.published_segments WHERE import_id = $1 ORDER BY id',
        [done.id],
      );
      expect(bounds).toEqual([
        { external_id: 'same', min_x: null },
        { external_id: 'same', min_x: null },
        { external_id: null, min_x: null },
      ]);
    });

    it('stores no coordinate of a model that is infinite or too far away', async () => {
      const block = (id: number, x: string): string =>
        [
          `#${id}0=IFCCARTESIANPOINT((${x},0.,0.));`,
          `#${id}1=IFCAXIS2PLACEMENT3D(#${id}0,$,$);`,
          `#${id}2=IFCLOCALPLACEMENT($,#${id}1);`,
          `#${id}3=IFCRECTANGLEPROFILEDEF(.AREA.,$,$,1.,1.);`,
          `#${id}4=IFCDIRECTION((0.,0.,1.));`,
          `#${id}5=IFCEXTRUDEDAREASOLID(#${id}3,$,#${id}4,2.);`,
          `#${id}6=IFCSHAPEREPRESENTATION($,'Body','SweptSolid',(#${id}5));`,
          `#${id}7=IFCPRODUCTDEFINITIONSHAPE($,$,(#${id}6));`,
          `#${id}8=IFCDUCTSEGMENT('g${id}',$,'block ${id}',$,$,#${id}2,#${id}7,$,$);`,
        ].join('\n');
      const model = stepText([block(1, '5.'), block(2, '2.E9'), block(3, '1.E999')].join('\n'));
      const { done, rejects } = await importing('far.ifc', model);
      expect(done.status).toBe('completed');
      expect(rejects.map(({ code, position }) => [code, position.stepId])).toContainEqual([
        'out_of_range',
        28,
      ]);
      const rows = await stores.rows(
        `SELECT name, min_x, max_x FROM sizewise.published_segments WHERE import_id = $1 AND min_x IS NOT NULL`,
        [done.id],
      );
      expect(rows).toEqual([{ name: 'block 1', min_x: 4.5, max_x: 5.5 }]);
      // An element whose place cannot be told is either refused or said to have no bounds.
      const infinite = rejects.some(({ position }) => position.stepId === 38);
      expect(infinite || done.warnings.some(({ code }) => code.startsWith('geometry_'))).toBe(true);
    });

    describeWithDrawings(['odd/fileWithAbstractClass.ifc', 'odd/SingleBackslash.ifc'], 'odd models', () => {
      it.each([
        ['fileWithAbstractClass.ifc', [['abstract_class', 632]]],
        ['SingleBackslash.ifc', []],
      ])('reads %s', async (name, expected) => {
        const { done, rejects } = await importing(name, createReadStream(drawingPath(`odd/${name}`)));
        expect(done).toMatchObject({ status: 'completed', segmentsWritten: 1 });
        expect(places(rejects)).toEqual(expected);
      });
    });

    it('quarantines what the database refuses, in both stores', async () => {
      await stores.rows(
        `ALTER TABLE sizewise.project_segments ADD CONSTRAINT no_swans CHECK (name NOT LIKE '%swan%')`,
      );
      try {
        const names = ['a', 'black swan', 'b', 'white swan', 'c'];
        const lines = names.map((name, n) => `${segmentLine(n, { name })}\n`);
        const outcome = await importing('swans.ndjson', lines.join(''));
        expect(outcome.done).toMatchObject({ status: 'completed', segmentsWritten: 3 });
        expect(outcome.names).toEqual(['a', 'b', 'c']);
        expect(places(outcome.rejects)).toEqual([
          ['constraint_violation', 2],
          ['constraint_violation', 4],
        ]);
        expect(outcome.rejects[0]?.reason).toContain('no_swans');
      } finally {
        await stores.rows('ALTER TABLE sizewise.project_segments DROP CONSTRAINT no_swans');
      }
    });

    it('fails an import with too many rejects, says how many and which, and keeps no row', async () => {
      const body = Array.from({ length: 300 }, (_, n) => (n % 2 ? `${segmentLine(n)}\n` : '{"bad"\n'));
      const done = await pipeline.run(Readable.from(body), { projectId, fileName: 'hopeless.ndjson' });
      expect(done).toMatchObject({
        status: 'failed',
        segmentsWritten: 0,
        spatialWritten: 0,
        rejected: 150,
        error: { code: 'reject_limit_exceeded' },
      });
      expect(done.error?.detail).toContain('line 1:');
      expect(await stores.stored(done.id)).toEqual({ segments: 0, documents: 0 });
      expect(await stores.spooled()).toEqual([]);
    });
  });
}
