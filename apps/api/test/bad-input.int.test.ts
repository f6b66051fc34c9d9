import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import { describeWith } from '@sizewise/test-support';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { apiClient, drawing } from './api-client.ts';
import { type ListeningApplication, openListening } from './listening.ts';

const MIB = 1024 ** 2;
const LIMIT = 2 * MIB;
const acceptedSchema = z.object({ importId: z.uuid() });
const manySchema = z.object({
  imports: z.array(z.object({ importId: z.uuid(), fileName: z.string() })),
  refused: z.array(z.object({ fileName: z.string(), code: z.string(), detail: z.string() })).optional(),
});
const listSchema = z.object({ items: z.array(z.unknown()) });
const problemSchema = z.object({
  code: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
});

const step = (data: string): string =>
  "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\n" +
  `FILE_SCHEMA(('IFC4'));\nENDSEC;\nDATA;\n${data}\nENDSEC;\nEND-ISO-10303-21;\n`;
const MODEL = step("#1=IFCDUCTSEGMENT('0000000000000000000001',$,'duct',$,$,$,$,$,$);");
const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'latin1'));

const REFUSED: [name: string, body: string | Uint8Array<ArrayBuffer>, status: number, code: string][] = [
  ['an empty file', '', 422, 'empty_file'],
  ['a PNG', bytes('\u0089PNG\r\n\u001a\n\u0000\u0000\u0000\rIHDR'), 415, 'unknown_format'],
  ['a PDF', '%PDF-1.7\n1 0 obj\n', 415, 'unknown_format'],
  [
    'prose',
    'Dear all,\n\nplease find attached the drawings, as agreed. Best regards.\n',
    415,
    'unknown_format',
  ],
  ['a gzip bomb', new Uint8Array(gzipSync(Buffer.alloc(64 * MIB))), 413, 'decompression_limit'],
  ['a cut gzip', new Uint8Array(gzipSync(MODEL.repeat(50)).subarray(0, 90)), 422, 'malformed_archive'],
  ['a body over IMPORT_MAX_BYTES', 'x'.repeat(LIMIT + 1), 413, 'body_too_large'],
];

const FAILING: [name: string, body: string, code: string][] = [
  ['an IFC without DATA', MODEL.replace('DATA;\n', ''), 'missing_data_section'],
  ['an IFC cut in the middle', MODEL.slice(0, -60), 'truncated_file'],
  ['a table without known columns', 'a,b\nc,d\ne,f\n', 'no_usable_columns'],
  ['records of which most are broken', drawing(10) + '{"bad"\n'.repeat(200), 'reject_limit_exceeded'],
];

for (const store of ['postgres', 'mongo'] as const) {
  describeWith(['postgres', 'mongo'], `API and bad input, documents in ${store}`, () => {
    let app: ListeningApplication;
    let project: string;
    const api = apiClient(() => app.opened);
    beforeAll(async () => {
      app = await openListening({ IMPORT_MAX_BYTES: String(LIMIT) }, store);
    });
    afterAll(async () => {
      await app.close();
    });
    beforeEach(async () => {
      project = await api.createProject();
    });

    const post = (
      body: string | Uint8Array<ArrayBuffer> | FormData,
      query = 'fileName=a.ndjson',
    ): Promise<Response> =>
      fetch(`${app.url}/api/projects/${project}/imports?${query}`, { method: 'POST', body });
    const listed = async (): Promise<unknown[]> =>
      listSchema.parse(await (await api.send(`/api/imports?projectId=${project}`)).json()).items;
    const segmentCount = async (): Promise<number> => {
      const answer = await api.send(`/api/projects/${project}`);
      return z.object({ segmentCount: z.number() }).parse(await answer.json()).segmentCount;
    };
    const documentCount = async (): Promise<number> => {
      const answer = await api.send(
        `/api/projects/${project}/spatial?minX=-1e6&maxX=1e6&minY=-1e6&maxY=1e6&limit=10000`,
      );
      return listSchema.parse(await answer.json()).items.length;
    };

    /** Whatever came in, the next good drawing goes through and nothing of the bad one is left. */
    async function expectHealth(): Promise<void> {
      const before = [await segmentCount(), await documentCount()];
      const { importId } = acceptedSchema.parse(
        await (await post(drawing(7), 'fileName=good one.ndjson')).json(),
      );
      expect(await api.ended(importId)).toMatchObject({ status: 'completed', segmentsWritten: 7 });
      expect([await segmentCount(), await documentCount()]).toEqual(before.map((count) => count + 7));
      await expect.poll(() => app.spooled(), { timeout: 10_000 }).toEqual([]);
    }
    afterEach(expectHealth);

    it.each(REFUSED)('answers %s with its code', async (_, body, status, code) => {
      const response = await post(body);
      expect(response.status).toBe(status);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(problemSchema.parse(await response.json())).toMatchObject({ code, status });
      expect(await listed()).toEqual([]);
    });

    it('refuses a body over the limit whose length it was not told', async () => {
      const body = ReadableStream.from(
        (function* () {
          for (let sent = 0; sent <= LIMIT; sent += 64 * 1024) yield Buffer.alloc(64 * 1024, 'x');
        })(),
      );
      const request = { method: 'POST', body, duplex: 'half' as const };
      const response = await fetch(`${app.url}/api/projects/${project}/imports?fileName=a.csv`, request);
      expect([response.status, await response.json()]).toMatchObject([413, { code: 'body_too_large' }]);
      expect(await listed()).toEqual([]);
    });

    it.each(FAILING)('fails %s and says why', async (_, body, code) => {
      const response = await post(body);
      expect(response.status).toBe(202);
      const { importId } = acceptedSchema.parse(await response.json());
      const done = await api.ended(importId);
      expect(done).toMatchObject({ status: 'failed', segmentsWritten: 0, error: { code } });
      expect(done.error?.detail.length).toBeGreaterThan(10);
      expect([await segmentCount(), await documentCount()]).toEqual([0, 0]);
    });

    it('answers an unknown project, and an unknown unit, before the body', async () => {
      const nobody = '01890a5d-ac96-774b-bcce-b302099a8057';
      const unknown = await fetch(`${app.url}/api/projects/${nobody}/imports?fileName=a.csv`, {
        method: 'POST',
        body: drawing(3),
      });
      expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'project_not_found' }]);
      const unit = await post(drawing(3), 'fileName=a.ndjson&unit=cubits');
      expect([unit.status, await unit.json()]).toMatchObject([400, { code: 'invalid_unit' }]);
      expect(await listed()).toEqual([]);
    });

    it.each(['raw', 'multipart'])('keeps nothing of an upload cut off halfway, %s', async (how) => {
      const part = '--cut\r\nContent-Disposition: form-data; name="file"; filename="a.ndjson"\r\n\r\n';
      const body = how === 'raw' ? drawing(500) : part + drawing(500);
      const type = how === 'raw' ? 'application/octet-stream' : 'multipart/form-data; boundary=cut';
      const socket = await app.connect(
        `POST /api/projects/${project}/imports?fileName=a.ndjson HTTP/1.1\r\nHost: ${new URL(app.url).host}\r\n` +
          `Content-Type: ${type}\r\nContent-Length: ${body.length * 2}\r\n\r\n${body}`,
      );
      await expect.poll(() => app.spooled(), { timeout: 5000, interval: 5 }).toHaveLength(1);
      await sleep(20);
      socket.destroy();
      await expect.poll(() => app.spooled(), { timeout: 5000 }).toEqual([]);
      expect(await listed()).toEqual([]);
    });

    it.each([
      ['../../etc/passwd', 'passwd'],
      ['C:\\temp\\plan.ndjson', 'plan.ndjson'],
      ['..', 'upload'],
    ])('shows the path %j as a name', async (given, shown) => {
      const response = await post(drawing(3), `fileName=${encodeURIComponent(given)}`);
      const { importId } = acceptedSchema.parse(await response.json());
      expect(await api.ended(importId)).toMatchObject({ status: 'completed', fileName: shown });
    });

    describe('many at once', () => {
      it('takes two files of one name as two revisions, the later one in force', async () => {
        const answers = await Promise.all([post(drawing(30)), post(drawing(40))]);
        const ids = await Promise.all(
          answers.map(async (answer) => acceptedSchema.parse(await answer.json()).importId),
        );
        const ended = await Promise.all(ids.map((id) => api.ended(id)));
        expect(ended.map(({ status }) => status)).toEqual(['completed', 'completed']);
        expect(ended.map(({ revision }) => revision)).toEqual(expect.arrayContaining([1, 2]));
        expect(new Set(ended.map(({ drawingId }) => drawingId)).size).toBe(1);
        const inForce = ended.find(({ revision }) => revision === 2);
        expect([await segmentCount(), await documentCount()]).toEqual([
          inForce?.segmentsWritten,
          inForce?.segmentsWritten,
        ]);
      });

      it('takes the same bytes twice at once as one import', async () => {
        const answers = await Promise.all([post(drawing(30)), post(drawing(30))]);
        expect(answers.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 202]));
        const ids = await Promise.all(
          answers.map(async (answer) => acceptedSchema.parse(await answer.json()).importId),
        );
        expect(new Set(ids).size).toBe(1);
        expect(await api.ended(ids[0] ?? '')).toMatchObject({ status: 'completed', segmentsWritten: 30 });
      });

      it('brings twenty uploads at once to their end, good and bad', async () => {
        const files = Array.from({ length: 20 }, (_, n) => {
          if (n % 5 === 1) return { name: `cut ${n}.ifc`, body: `${MODEL.slice(0, -60)}/* ${n}`, rows: null };
          if (n % 5 === 2) return { name: `m ${n}.ifc`, body: MODEL.replaceAll('duct', `d${n}`), rows: 1 };
          return { name: `plan ${n}.ndjson`, body: drawing(50 + n), rows: 50 + n };
        });
        const answers = await Promise.all(
          files.map(({ name, body }) => post(body, `fileName=${encodeURIComponent(name)}`)),
        );
        expect(answers.map(({ status }) => status)).toEqual(files.map(() => 202));
        const ended = await Promise.all(
          answers.map(async (answer) => api.ended(acceptedSchema.parse(await answer.json()).importId)),
        );
        expect(ended.map((one) => (one.status === 'completed' ? one.segmentsWritten : null))).toEqual(
          files.map(({ rows }) => rows),
        );
        const sum = files.reduce((total, { rows }) => total + (rows ?? 0), 0);
        expect(await segmentCount()).toBe(sum);
      });

      it('takes the good parts of one request and names the bad ones', async () => {
        const form = new FormData();
        form.append('file', new Blob([drawing(11)]), 'good.ndjson');
        form.append('file', new Blob(['']), 'empty.ifc');
        form.append('file', new Blob(['%PDF-1.7\n']), '../../paper.pdf');
        const response = await post(form);
        expect(response.status).toBe(202);
        const answer = manySchema.parse(await response.json());
        expect(answer.imports.map(({ fileName }) => fileName)).toEqual(['good.ndjson']);
        expect(answer.refused?.map(({ fileName, code }) => [fileName, code])).toEqual([
          ['empty.ifc', 'empty_file'],
          ['paper.pdf', 'unknown_format'],
        ]);
        expect(await api.ended(answer.imports[0]?.importId ?? '')).toMatchObject({ segmentsWritten: 11 });
      });
    });
  });
}
