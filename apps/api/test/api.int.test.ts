import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { importSchema, performanceMetricsSchema, projectSchema, segmentSchema } from '@sizewise/shared';
import {
  describeWith,
  describeWithDrawings,
  describeWithPostgres,
  drawingPath,
} from '@sizewise/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { readEvents } from '../src/importing/read-events.ts';
import { instanceName } from '../src/instance-name.ts';
import { apiClient, drawing } from './api-client.ts';
import { openTestApplication } from './application.ts';

type Opened = Awaited<ReturnType<typeof openTestApplication>>;

const ROWS = 300;

for (const store of ['postgres', 'mongo'] as const) {
  describeWith(
    store === 'mongo' ? ['postgres', 'mongo'] : ['postgres'],
    `API with spatial documents in ${store}`,
    () => {
      let opened: Opened;
      const api = apiClient(() => opened);
      beforeAll(async () => {
        opened = await openTestApplication({}, store);
      });
      afterAll(async () => {
        await opened.close();
        await opened.drop();
      });

      it('takes a drawing from upload to spatial query', async () => {
        const project = await api.createProject();
        const response = await api.upload(project, drawing(ROWS));
        expect(response.status).toBe(202);
        const { importId } = (await response.json()) as { importId: string };
        expect(response.headers.get('location')).toBe(`/api/imports/${importId}`);
        expect(await api.ended(importId)).toMatchObject({
          status: 'completed',
          fileName: 'a.ndjson',
          segmentsWritten: ROWS,
          spatialWritten: ROWS,
          rejected: 0,
          bySegmentType: { duct_segment: 200, duct_fitting: 100 },
        });

        const box = await api.send(`/api/projects/${project}/spatial?minX=10&maxX=12&minY=0&maxY=5`);
        expect(box.status).toBe(200);
        const { items, truncated } = (await box.json()) as { items: unknown[]; truncated: boolean };
        expect([items.length, truncated]).toEqual([4, false]);

        const analytics = await (await api.send(`/api/projects/${project}/analytics`)).json();
        expect(analytics).toMatchObject({
          segmentCount: ROWS,
          bySystem: { Supply: 150, Return: 150 },
          totalLength: 600,
        });
        expect(
          projectSchema.parse(await (await api.send(`/api/projects/${project}`)).json()).segmentCount,
        ).toBe(ROWS);
      });

      it('pages through segments, each once', async () => {
        const project = await api.createProject();
        const { importId } = (await (await api.upload(project, drawing(95))).json()) as { importId: string };
        await api.ended(importId);
        const page = z.object({ items: z.array(segmentSchema), nextCursor: z.string().nullable() });
        const seen: string[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
          const answer = page.parse(
            await (await api.send(`/api/projects/${project}/segments?limit=30${query}`)).json(),
          );
          seen.push(...answer.items.map(({ externalId }) => externalId ?? ''));
          cursor = answer.nextCursor;
        }
        expect(new Set(seen).size).toBe(95);
        expect(seen).toHaveLength(95);
      });

      it('removes an import from every answer', async () => {
        const project = await api.createProject();
        const { importId } = (await (await api.upload(project, drawing(20))).json()) as { importId: string };
        await api.ended(importId);
        expect((await api.send(`/api/imports/${importId}`, { method: 'DELETE' })).status).toBe(202);
        const found = await api.send(`/api/projects/${project}/spatial?minX=0&maxX=99&minY=0&maxY=9`);
        expect(((await found.json()) as { items: unknown[] }).items).toEqual([]);
        await expect.poll(async () => (await api.send(`/api/imports/${importId}`)).status).toBe(404);
      });

      it('removes a project with its imports', async () => {
        const project = await api.createProject();
        const { importId } = (await (await api.upload(project, drawing(20))).json()) as { importId: string };
        await api.ended(importId);
        expect((await api.send(`/api/projects/${project}`, { method: 'DELETE' })).status).toBe(204);
        expect((await api.send(`/api/projects/${project}`)).status).toBe(404);
        expect((await api.send(`/api/imports/${importId}`)).status).toBe(404);
      });

      it('tells its figures', async () => {
        const metrics = performanceMetricsSchema.parse(
          await (await api.send('/api/performance/metrics')).json(),
        );
        expect(metrics.postgresql.pools.map(({ name }) => name)).toEqual([
          'api',
          'imports',
          'import workers',
        ]);
        expect(metrics.postgresql.max).toBeGreaterThan(0);
        expect(metrics.mongodb === null).toBe(store === 'postgres');
        expect((await api.send('/readyz')).status).toBe(200);
        expect(await (await api.send('/metrics')).text()).toMatch(
          /db_client_connection_max\{[^}]*"api"\} 10\n/,
        );
      });
    },
  );
}

describeWithPostgres('API', () => {
  let opened: Opened;
  const api = apiClient(() => opened);
  beforeAll(async () => {
    opened = await openTestApplication({ IMPORT_MAX_BYTES: '2MB' });
  });
  afterAll(async () => {
    await opened.close();
    await opened.drop();
  });
  const spooled = (): Promise<string[]> => readdir(join(opened.dataDir, 'spool')).catch(() => []);

  describe('uploads', () => {
    it('answers the same bytes with the same import, unless forced', async () => {
      const project = await api.createProject();
      const first = (await (await api.upload(project, drawing(ROWS))).json()) as { importId: string };
      const again = await api.upload(project, drawing(ROWS), 'fileName=other.ndjson');
      expect(again.status).toBe(200);
      expect(await again.json()).toEqual({ importId: first.importId, duplicate: true });
      const forced = await api.upload(project, drawing(ROWS), 'fileName=a.ndjson&force=true');
      expect(forced.status).toBe(202);
      const second = (await forced.json()) as { importId: string };
      expect(await api.ended(second.importId)).toMatchObject({ revision: 2 });
    });

    it('honours Idempotency-Key', async () => {
      const project = await api.createProject();
      const key = { 'idempotency-key': 'order-66' };
      const first = (await (
        await api.upload(project, drawing(5), 'fileName=k.ndjson', key)
      ).json()) as object;
      const second = (await (
        await api.upload(project, drawing(5), 'fileName=k.ndjson', key)
      ).json()) as object;
      expect(second).toMatchObject(first);
      const other = await api.upload(project, drawing(6), 'fileName=k.ndjson', key);
      expect(other.status).toBe(422);
      expect(await other.json()).toMatchObject({ code: 'idempotency_mismatch' });
    });

    it.each([
      ['an empty file', '', 422, 'empty_file'],
      ['unknown bytes', '\u0001\u0002garbage\u0000\u0003', 415, 'unknown_format'],
      ['a body over the limit', 'x'.repeat(2 * 2 ** 20 + 1), 413, 'body_too_large'],
    ])('refuses %s and leaves nothing behind', async (_, body, status, code) => {
      const project = await api.createProject();
      const before = await spooled();
      const response = await api.upload(project, body);
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ code });
      expect((await spooled()).filter((name) => !before.includes(name))).toEqual([]);
      const list = (await (await api.send(`/api/imports?projectId=${project}`)).json()) as {
        items: unknown[];
      };
      expect(list.items).toEqual([]);
    });

    it('refuses an unknown project before it reads the body', async () => {
      const response = await api.upload('01890a5d-ac96-774b-bcce-b302099a8057', drawing(ROWS));
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ code: 'project_not_found' });
    });

    it('takes twenty files at once', async () => {
      const project = await api.createProject();
      const form = new FormData();
      for (let n = 0; n < 20; n += 1) form.append('file', new Blob([drawing(10 + n)]), `plan ${n}.ndjson`);
      const response = await api.send(`/api/projects/${project}/imports`, { method: 'POST', body: form });
      const { imports } = (await response.json()) as { imports: { importId: string; fileName: string }[] };
      expect(imports.map(({ fileName }) => fileName)).toEqual(
        Array.from({ length: 20 }, (_, n) => `plan ${n}.ndjson`),
      );
      const ended = await Promise.all(imports.map(({ importId }) => api.ended(importId)));
      expect(ended.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 'completed'));
      const { segmentCount } = (await (await api.send(`/api/projects/${project}/analytics`)).json()) as {
        segmentCount: number;
      };
      expect(segmentCount).toBe(ended.reduce((sum, one) => sum + one.segmentsWritten, 0));
    });
  });

  it('streams progress, ids in sequence, to one end, and goes on from Last-Event-ID', async () => {
    const project = await api.createProject();
    const { importId } = (await (await api.upload(project, drawing(2000))).json()) as { importId: string };
    const response = await api.send(`/api/imports/${importId}/events`, {
      headers: { 'last-event-id': '41' },
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const text = await response.text();
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect(ids).toEqual(ids.map((_, index) => 42 + index));
    const events = await Array.fromAsync(readEvents(ReadableStream.from([new TextEncoder().encode(text)])));
    expect(events.filter(({ event }) => event === 'end')).toHaveLength(1);
    const end = events.at(-1);
    expect(end?.event).toBe('end');
    expect(importSchema.parse(JSON.parse(end?.data ?? ''))).toMatchObject({
      status: 'completed',
      segmentsWritten: 2000,
    });
  });

  it('lists rejects with line and reason', async () => {
    const project = await api.createProject();
    const body = drawing(3, '{"segmentType": 7}\nnot json\n');
    const { importId } = (await (await api.upload(project, body)).json()) as { importId: string };
    expect(await api.ended(importId)).toMatchObject({ status: 'completed', rejected: 2, segmentsWritten: 3 });
    const response = await api.send(`/api/imports/${importId}/rejects`);
    expect(response.headers.get('content-type')).toMatch(/x-ndjson/);
    const rejects = (await response.text())
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as { position: object; raw: string });
    expect(rejects.map(({ position, raw }) => [position, raw])).toEqual(
      expect.arrayContaining([
        [expect.objectContaining({ line: 4 }), '{"segmentType": 7}'],
        [expect.objectContaining({ line: 5 }), 'not json'],
      ]),
    );
  });

  it('takes text that PostgreSQL cannot hold as a fault of the request', async () => {
    const made = await api.send('/api/projects', api.withJson('POST', { name: 'a\u0000b' }));
    const asked = await api.send('/api/projects?q=%00');
    expect([made.status, asked.status]).toEqual([400, 400]);
  });

  it('refuses to cancel what has ended', async () => {
    const project = await api.createProject();
    const { importId } = (await (await api.upload(project, drawing(3))).json()) as { importId: string };
    await api.ended(importId);
    const cancel = await api.send(`/api/imports/${importId}/cancel`, { method: 'POST' });
    expect([cancel.status, await cancel.json()]).toMatchObject([409, { code: 'import_finished' }]);
    const retry = await api.send(`/api/imports/${importId}/retry`, { method: 'POST' });
    expect([retry.status, await retry.json()]).toMatchObject([409, { code: 'import_not_retryable' }]);
  });

  it('adds segments in order and changes them under If-Match', async () => {
    const project = await api.createProject();
    const path = `/api/projects/${project}/segments`;
    const added = await api.send(
      path,
      api.withJson(
        'POST',
        Array.from({ length: 12 }, (_, n) => ({ segmentType: 'duct_segment', name: `S${n}`, width: 0.3 })),
      ),
    );
    expect(added.status).toBe(201);
    const { ids } = (await added.json()) as { ids: string[] };
    const read = await api.send(`${path}/${ids[7]}`);
    expect(segmentSchema.parse(await read.json())).toMatchObject({ name: 'S7', width: 0.3, version: 1 });
    expect(read.headers.get('etag')).toBe('"1"');

    const patch = (body: object, etag: string) =>
      api.send(`${path}/${ids[7]}`, api.withJson('PATCH', body, { 'if-match': etag }));
    const changed = await patch({ name: 'Renamed' }, '"1"');
    expect(segmentSchema.parse(await changed.json())).toMatchObject({
      name: 'Renamed',
      width: 0.3,
      version: 2,
    });
    const late = await patch({ name: 'Too late' }, '"1"');
    expect([late.status, await late.json()]).toMatchObject([412, { code: 'version_conflict' }]);
    expect((await patch({ width: null }, '*')).headers.get('etag')).toBe('"3"');
  });

  it('exports in each format', async () => {
    const project = await api.createProject('Tower "A", east');
    await api.send(
      `/api/projects/${project}/segments`,
      api.withJson('POST', [
        {
          segmentType: 'duct_segment',
          name: 'a "quoted", name\nwith a line',
          bounds: { minX: 1, minY: 2, minZ: 0, maxX: 3, maxY: 4, maxZ: 1 },
        },
        { segmentType: 'other', name: 'no bounds' },
      ]),
    );
    const get = (format: string) => api.send(`/api/projects/${project}/export?format=${format}`);
    const csv = await (await get('csv')).text();
    expect(csv.split('\r\n')).toHaveLength(4);
    expect(csv).toContain('"a ""quoted"", name\nwith a line"');
    const rows = (await (await get('ndjson')).text())
      .trim()
      .split('\n')
      .map((text) => segmentSchema.parse(JSON.parse(text)));
    expect(rows.map(({ name }) => name)).toContain('no bounds');
    const collection = JSON.parse(await (await get('geojson')).text()) as {
      features: { geometry: object | null }[];
    };
    expect(collection.features.map(({ geometry }) => geometry === null)).toEqual(
      expect.arrayContaining([true, false]),
    );
    expect((await get('csv')).headers.get('content-disposition')).toContain(
      encodeURIComponent('Tower "A", east.csv'),
    );
  });

  it('takes up, after a stop in the middle, what was left', async () => {
    const project = await api.createProject();
    const { importId } = (await (await api.upload(project, drawing(ROWS, ' '))).json()) as {
      importId: string;
    };
    await opened.close();
    // What a process that was killed during an upload leaves in the spool.
    const orphan = join(opened.dataDir, 'spool', randomUUID());
    await mkdir(orphan, { recursive: true });
    await writeFile(join(orphan, 'owner'), await instanceName(opened.dataDir));
    Object.assign(opened, await opened.reopen());
    await expect(stat(orphan)).rejects.toThrow('ENOENT');
    expect(await api.ended(importId)).toMatchObject({ status: 'completed', segmentsWritten: ROWS });
    const { segmentCount } = (await (await api.send(`/api/projects/${project}/analytics`)).json()) as {
      segmentCount: number;
    };
    expect(segmentCount).toBe(ROWS);
  });
});

const SAMPLE = 'ifc/Building-Hvac_IFC4.ifc';
describeWithDrawings([SAMPLE], 'API with a real model', () => {
  let opened: Opened;
  const api = apiClient(() => opened);
  beforeAll(async () => {
    opened = await openTestApplication();
  });
  afterAll(async () => {
    await opened.close();
    await opened.drop();
  });

  it('imports it', async () => {
    const project = await api.createProject();
    const body = new Uint8Array(await readFile(drawingPath(SAMPLE)));
    const { importId } = (await (await api.upload(project, body, 'fileName=b.ifc')).json()) as {
      importId: string;
    };
    expect(await api.ended(importId)).toMatchObject({
      status: 'completed',
      format: 'ifc',
      bySegmentType: { duct_segment: 1, air_terminal: 2 },
    });
  });
});
