import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { getRequestListener } from '@hono/node-server';
import { type ImportPipeline, type IntakeOptions } from '@sizewise/bulk-pipeline';
import { AppError } from '@sizewise/shared';
import { afterEach, describe, expect, it } from 'vitest';

import { httpDeps } from '../../test/http-deps.ts';
import { createApp } from '../app.ts';
import { type Deps } from '../http/deps.ts';

const PROJECT = '01890a5d-ac96-774b-bcce-b302099a8057';
const PATH = `/api/projects/${PROJECT}/imports`;
const LIMIT = 100_000;
const RULES = [{ pattern: 'ZULUFT*', discipline: 'mechanical' }] as const;

/** An intake that reads its source to the end and remembers what came; a file that begins with BAD is refused. */
class Spool {
  readonly taken: { body: string; options: IntakeOptions; id: string }[] = [];
  readonly removed: string[] = [];
  readonly failures: unknown[] = [];

  readonly intake = async (source: Readable, options: IntakeOptions) => {
    try {
      const body = await text(source);
      if (body.startsWith('BAD')) throw new AppError('unknown_format', 'no drawing');
      const before = this.taken.find((one) => one.body === body);
      const id = before?.id ?? `0000000${this.taken.length}-0000-4000-8000-000000000000`;
      this.taken.push({ body, options, id });
      return { importId: id, duplicate: before !== undefined };
    } catch (error) {
      this.failures.push(error);
      throw error;
    }
  };

  readonly remove = async (id: string) => void this.removed.push(id);
}

function appWith(spool: Spool) {
  const projects = { get: async () => ({ id: PROJECT }) } as unknown as Deps['projects'];
  const pipeline = { intake: spool.intake, remove: spool.remove } as unknown as ImportPipeline;
  const layers = { rules: async () => RULES } as unknown as Deps['layers'];
  return createApp(httpDeps({ projects, layers, pipeline, limits: { importMaxBytes: LIMIT, rateLimit: 0 } }));
}

describe('raw uploads', () => {
  it('passes body, name, unit and key on and says where the import is', async () => {
    const spool = new Spool();
    const response = await appWith(spool).request(
      `${PATH}?fileName=..%2F..%2Fa%20plan.csv&unit=mm&hidden=include&force=true`,
      {
        method: 'POST',
        body: 'id,name\n',
        headers: { 'idempotency-key': 'k1' },
      },
    );
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe('/api/imports/00000000-0000-4000-8000-000000000000');
    expect(spool.taken[0]).toMatchObject({
      body: 'id,name\n',
      options: {
        projectId: PROJECT,
        fileName: 'a plan.csv',
        unit: 'mm',
        hidden: 'include',
        layers: RULES,
        force: true,
        idempotencyKey: 'k1',
      },
    });
  });

  it('answers 200 to bytes that are there already', async () => {
    const app = appWith(new Spool());
    await app.request(PATH, { method: 'POST', body: 'same' });
    const response = await app.request(PATH, { method: 'POST', body: 'same' });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ importId: expect.any(String), duplicate: true });
  });

  it('refuses a body over the limit whether its length is announced or not', async () => {
    const spool = new Spool();
    const announced = await appWith(spool).request(PATH, {
      method: 'POST',
      body: 'x',
      headers: { 'content-length': String(LIMIT + 1) },
    });
    const found = await appWith(spool).request(PATH, { method: 'POST', body: 'x'.repeat(LIMIT + 1) });
    expect([announced.status, found.status]).toEqual([413, 413]);
    expect(await found.json()).toMatchObject({ code: 'body_too_large', data: { limit: LIMIT } });
    expect(spool.taken).toEqual([]);
  });
});

describe('multipart uploads', () => {
  const form = (...files: [name: string, content: string][]) => {
    const data = new FormData();
    data.set('note', 'not a file');
    for (const [name, content] of files) data.append('file', new Blob([content]), name);
    return { method: 'POST', body: data };
  };

  it('answers one file like a raw body', async () => {
    const spool = new Spool();
    const response = await appWith(spool).request(PATH, form(['C:\\plans\\Lüftung.ifc', 'ISO-10303-21;']));
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({ importId: spool.taken[0]?.id });
    expect(spool.taken[0]?.options.fileName).toBe('Lüftung.ifc');
  });

  it('takes several in order, and names those refused', async () => {
    const spool = new Spool();
    const response = await appWith(spool).request(
      PATH,
      form(['a.csv', 'a'], ['b.csv', 'BAD'], ['c.csv', 'c'.repeat(70_000)]),
    );
    expect(response.status).toBe(202);
    expect(await response.json()).toEqual({
      imports: [
        { importId: spool.taken[0]?.id, fileName: 'a.csv' },
        { importId: spool.taken[1]?.id, fileName: 'c.csv' },
      ],
      refused: [{ fileName: 'b.csv', code: 'unknown_format', detail: 'no drawing' }],
    });
  });

  it('gives each file of one request an idempotency key of its own', async () => {
    const spool = new Spool();
    const request = form(['a.csv', 'a'], ['b.csv', 'b']);
    await appWith(spool).request(PATH, { ...request, headers: { 'idempotency-key': 'k' } });
    expect(spool.taken.map(({ options }) => options.idempotencyKey)).toEqual(['k', 'k#1']);
  });

  it('answers with the refusal where nothing was taken', async () => {
    const response = await appWith(new Spool()).request(PATH, form(['b.csv', 'BAD']));
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ code: 'unknown_format' });
  });

  it('refuses a body without files, and one that is no multipart', async () => {
    const app = appWith(new Spool());
    expect((await app.request(PATH, form())).status).toBe(400);
    const headers = { 'content-type': 'multipart/form-data' };
    expect((await app.request(PATH, { method: 'POST', body: 'x', headers })).status).toBe(400);
  });

  it('takes back what came before the cut', async () => {
    const spool = new Spool();
    const body =
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\naaa\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="b.csv"\r\n\r\nbb';
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const response = await appWith(spool).request(PATH, { method: 'POST', body, headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'upload_aborted' });
    expect(spool.removed).toEqual(spool.taken.map(({ id }) => id));
    expect(spool.removed).toHaveLength(1);
  });
});

describe('over a socket', () => {
  const closers: (() => void)[] = [];
  afterEach(() => closers.splice(0).forEach((close) => close()));

  async function serve(spool: Spool): Promise<number> {
    const answer = getRequestListener(appWith(spool).fetch, { overrideGlobalObjects: false });
    const server = createServer((request, response) => void answer(request, response));
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  it('leaves nothing of an upload that is cut off', async () => {
    const spool = new Spool();
    const port = await serve(spool);
    const upload = httpRequest({ port, method: 'POST', path: PATH, headers: { 'content-length': 50_000 } });
    upload.on('error', () => undefined);
    upload.write('x'.repeat(20_000));
    await expect.poll(() => upload.socket?.bytesWritten ?? 0).toBeGreaterThan(20_000);
    upload.destroy();
    await expect.poll(() => spool.failures).toHaveLength(1);
    expect(spool.failures[0]).toMatchObject({ code: 'upload_aborted' });
    expect(spool.taken).toEqual([]);
  });

  it('still answers a sender whose body is too large', async () => {
    const port = await serve(new Spool());
    const response = await fetch(`http://127.0.0.1:${port}${PATH}`, {
      method: 'POST',
      body: new Blob(['x'.repeat(LIMIT)]).stream().pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          flush: (controller) => controller.enqueue(new Uint8Array(1000)),
        }),
      ),
      duplex: 'half',
    });
    expect(response.status).toBe(413);
  });

  it('takes a body of any shape whole', async () => {
    const spool = new Spool();
    const port = await serve(spool);
    const body = 'é'.repeat(40_000);
    const response = await fetch(`http://127.0.0.1:${port}${PATH}`, { method: 'POST', body });
    expect(response.status).toBe(202);
    expect(spool.taken[0]?.body).toBe(body);
  });
});
