import { type Import, rejectRetrySchema, rejectSchema } from '@sizewise/shared';
import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { apiClient, drawing } from './api-client.ts';
import { openTestApplication } from './application.ts';

const NOWHERE = '01890a5d-ac96-774b-bcce-b302099a8057';

for (const store of ['postgres', 'mongo'] as const) {
  const services = store === 'mongo' ? (['postgres', 'mongo'] as const) : (['postgres'] as const);
  describeWith([...services], `rejects over HTTP, documents in ${store}`, () => {
    let opened: Awaited<ReturnType<typeof openTestApplication>>;
    const api = apiClient(() => opened);
    beforeAll(async () => {
      opened = await openTestApplication({}, store);
    });
    afterAll(async () => {
      await opened.close();
      await opened.drop();
    });

    async function rejectsOf(importId: string) {
      const text = await (await api.send(`/api/imports/${importId}/rejects`)).text();
      return text
        .trim()
        .split('\n')
        .map((line) => rejectSchema.parse(JSON.parse(line)));
    }
    const correct = (importId: string, rejectId: string, body: unknown) =>
      api.send(`/api/imports/${importId}/rejects/${rejectId}`, api.withJson('PATCH', body));
    const retry = (importId: string) =>
      api.send(`/api/imports/${importId}/rejects/retry`, { method: 'POST' });
    async function importOf(project: string): Promise<Import> {
      const body = drawing(3, '{"segmentType": 7}\nnot json\n');
      const { importId } = (await (await api.upload(project, body)).json()) as { importId: string };
      return api.ended(importId);
    }
    const figuresOf = async (project: string) => ({
      analytics: await (await api.send(`/api/projects/${project}/analytics`)).json(),
      spatial: await (
        await api.send(`/api/projects/${project}/spatial?minX=70&maxX=80&minY=0&maxY=9`)
      ).json(),
      project: await (await api.send(`/api/projects/${project}`)).json(),
    });

    it('are corrected, tried again, and seen at once in every answer', async () => {
      const project = await api.createProject();
      const { id, rejected } = await importOf(project);
      expect(rejected).toBe(2);
      const before = await figuresOf(project);
      expect(before).toMatchObject({ analytics: { segmentCount: 3 }, spatial: { items: [] } });
      const [first, second] = await rejectsOf(id);
      const bounds = { minX: 75, minY: 0, minZ: 0, maxX: 76, maxY: 1, maxZ: 1 };
      const record = { segmentType: 'duct_segment', name: 'Mended', length: 5, bounds };
      const kept = await correct(id, first?.id ?? '', { record });
      expect([kept.status, rejectSchema.parse(await kept.json())]).toMatchObject([
        200,
        { id: first?.id, corrected: record, resolvedAt: null },
      ]);
      expect(await figuresOf(project)).toEqual(before);

      const answer = rejectRetrySchema.parse(await (await retry(id)).json());
      expect(answer).toEqual({ stored: 1, stillRejected: [] });
      expect(await figuresOf(project)).toMatchObject({
        analytics: { segmentCount: 4, totalLength: 11 },
        spatial: { items: [{ id: first?.id, segmentId: first?.id, importId: id, bounds }] },
        project: { segmentCount: 4 },
      });
      expect(await api.importOf(id)).toMatchObject({ segmentsWritten: 4, spatialWritten: 4, rejected: 1 });
      expect(await rejectsOf(id)).toMatchObject([
        { id: first?.id, corrected: record, resolvedAt: expect.any(String) },
        { id: second?.id, corrected: null, resolvedAt: null },
      ]);
      expect(await (await retry(id)).json()).toEqual({ stored: 0, stillRejected: [] });
    });

    it('name what is wrong with a correction', async () => {
      const { id } = await importOf(await api.createProject());
      const [first] = await rejectsOf(id);
      const bad = await correct(id, first?.id ?? '', { record: { name: 'a', width: 'wide' } });
      expect([bad.status, await bad.json()]).toMatchObject([
        422,
        { code: 'invalid_record', detail: 'width is not a number', data: { code: 'invalid_number' } },
      ]);
      expect((await correct(id, first?.id ?? '', { name: 'a' })).status).toBe(400);
      const missing = await correct(id, NOWHERE, { record: { name: 'a' } });
      expect([missing.status, await missing.json()]).toMatchObject([404, { code: 'reject_not_found' }]);
      expect((await retry(NOWHERE)).status).toBe(404);
    });
  });
}
