import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { getRequestListener } from '@hono/node-server';
import { type DrawingOptions, type ImportPipeline, type IntakeOptions } from '@sizewise/bulk-pipeline';
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
  readonly looked: { body: string; options: DrawingOptions }[] = [];
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

  readonly inspect = async (source: Readable, options: DrawingOptions) => {
    const body = await text(source);
    if (body.startsWith('BAD')) throw new AppError('unknown_format', 'no drawing');
    this.looked.push({ body, options });
    return { dryRun: true, fileName: options.fileName };
  };

  readonly remove = async (id: string) => void this.removed.push(id);
}

function appWith(spool: Spool) {
  const projects = { get: async () => ({ id: PROJECT }) } as unknown as Deps['projects'];
  const { intake, inspect, remove } = spool;
  const pipeline = { intake, inspect, remove } as unknown as ImportPipeline;
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

describe('mappings and dry runs', () => {
  const mapping = { columns: { Nr: 'externalId' }, layers: [{ pattern: 'M*', discipline: 'fire' }] };
  const query = `mapping=${encodeURIComponent(JSON.stringify(mapping))}`;
  const form = (...fields: [name: string, value: string | Blob][]) => {
    const data = new FormData();
    for (const [name, value] of fields) data.append(name, value);
    return { method: 'POST', body: data };
  };

  it('passes a mapping on, of the query or of a field in front of the files', async () => {
    const spool = new Spool();
    await appWith(spool).request(`${PATH}?${query}`, { method: 'POST', body: 'a' });
    const field = JSON.stringify({ units: { width: 'mm' } });
    await appWith(spool).request(`${PATH}?${query}`, form(['mapping', field], ['file', new Blob(['b'])]));
    expect(spool.taken.map(({ options }) => options.mapping)).toEqual([mapping, { units: { width: 'mm' } }]);
  });

  it('refuses a mapping that does not fit, and says where', async () => {
    const spool = new Spool();
    const bad = encodeURIComponent(
      '{"columns":{"a":"name","b":"name","c":"colour"},"units":{"a":"furlong"}}',
    );
    const response = await appWith(spool).request(`${PATH}?mapping=${bad}`, { method: 'POST', body: 'a' });
    expect(response.status).toBe(422);
    const problem = (await response.json()) as { code: string; data: { faults: { path: string }[] } };
    expect(problem.code).toBe('invalid_mapping');
    expect(problem.data.faults.map(({ path }) => path)).toEqual(['columns.c', 'units.a']);
    expect(spool.taken).toEqual([]);
  });

  it('refuses a mapping behind a file, and takes the file back', async () => {
    const spool = new Spool();
    const response = await appWith(spool).request(PATH, form(['file', new Blob(['a'])], ['mapping', '{}']));
    expect(await response.json()).toMatchObject({ code: 'invalid_request', errors: [{ path: 'mapping' }] });
    expect(spool.removed).toEqual(spool.taken.map(({ id }) => id));
  });

  it('looks and takes nothing with dryRun', async () => {
    const spool = new Spool();
    const app = appWith(spool);
    const one = await app.request(`${PATH}?dryRun=true&fileName=a.csv&unit=mm`, {
      method: 'POST',
      body: 'a',
    });
    expect([one.status, await one.json()]).toEqual([200, { dryRun: true, fileName: 'a.csv' }]);
    const several = await app.request(
      `${PATH}?dryRun=1`,
      form(['file', new Blob(['b'])], ['file', new Blob(['BAD'])], ['file', new Blob(['c'])]),
    );
    expect(await several.json()).toMatchObject({
      dryRuns: [{ dryRun: true }, { dryRun: true }],
      refused: [{ code: 'unknown_format' }],
    });
    expect(spool.looked.map(({ body, options }) => [body, options.unit])).toEqual([
      ['a', 'mm'],
      ['b', undefined],
      ['c', undefined],
    ]);
    expect([spool.taken, spool.removed]).toEqual([[], []]);
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
