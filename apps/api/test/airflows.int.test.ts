import { airflowsSetSchema, calculationSchema, type Problem, segmentSchema, toCfm } from '@sizewise/shared';
import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';

import { apiClient } from './api-client.ts';
import { openTestApplication } from './application.ts';

type Opened = Awaited<ReturnType<typeof openTestApplication>>;
const calculationPage = z.object({ items: z.array(calculationSchema) });
const segmentPage = z.object({ items: z.array(segmentSchema) });

const duct = { segmentType: 'duct_segment', shape: 'round', diameter: 0.3, length: 10 };
/** A unit, a main and two branches with a terminal each, 0.2 and 0.3 m³/s, and a duct with a flow of its own. */
const DRAWING = [
  { externalId: 'ahu', segmentType: 'equipment' },
  { ...duct, externalId: 'main', connectsTo: ['ahu', 'tee'] },
  { externalId: 'tee', segmentType: 'duct_fitting' },
  { ...duct, externalId: 'left', connectsTo: ['tee', 't1'] },
  { ...duct, externalId: 'right', connectsTo: ['tee', 't2'] },
  { externalId: 't1', segmentType: 'air_terminal', name: 'SD-1', airflow: 0.2 },
  { externalId: 't2', segmentType: 'air_terminal', name: 'SD-2', airflow: 0.3 },
  { ...duct, externalId: 'alone', airflow: 1 },
]
  .map((line) => JSON.stringify(line))
  .join('\n');

for (const store of ['postgres', 'mongo'] as const) {
  describeWith(
    store === 'mongo' ? ['postgres', 'mongo'] : ['postgres'],
    `calculations over HTTP with spatial documents in ${store}`,
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

      const imported = async () => {
        const project = await api.createProject();
        const { importId } = (await (await api.upload(project, DRAWING)).json()) as { importId: string };
        const done = await api.ended(importId);
        const list = await (await api.send(`/api/projects/${project}/segments?limit=100`)).json();
        const segments = segmentPage.parse(list).items;
        const idOf = (name: string): string => segments.find((one) => one.externalId === name)?.id ?? '';
        const calculations = async (
          query = '',
        ): Promise<Record<string, z.infer<typeof calculationSchema>>> => {
          const page = await (
            await api.send(`/api/projects/${project}/calculations?limit=100${query}`)
          ).json();
          return Object.fromEntries(
            calculationPage
              .parse(page)
              .items.map((one) => [segments.find(({ id }) => id === one.segmentId)?.externalId ?? '', one]),
          );
        };
        const post = (body: unknown) =>
          api.send(`/api/projects/${project}/airflows`, api.withJson('POST', body));
        return { project, importId, done, idOf, calculations, post };
      };

      it('finds those of an import by flow and pressure drop, and drops them with it', async () => {
        const { project, importId, done, idOf, calculations } = await imported();
        expect(done).toMatchObject({ calculationsWritten: 4, warnings: [] });
        const all = await calculations();
        expect(Object.keys(all).toSorted()).toEqual(['alone', 'left', 'main', 'right']);
        expect(all['alone']).toMatchObject({
          id: idOf('alone'),
          calculationType: 'duct_pressure_drop',
          source: 'file',
          input: { airflow: 1, flow: 'own' },
          resultData: { cfm: toCfm(1), isLaminar: false },
        });
        const drop = (name: string): number => Number(all[name]?.resultData['pressureDrop']);
        const found = async (query: string): Promise<string[]> =>
          Object.keys(await calculations(query)).toSorted();
        expect(await found(`&minCfm=${toCfm(0.25)}&maxCfm=${toCfm(0.75)}`)).toEqual(['main', 'right']);
        expect(await found(`&minPressureDrop=${drop('main')}`)).toEqual(['alone', 'main']);
        expect(await found(`&maxPressureDrop=${drop('left')}&type=duct_pressure_drop`)).toEqual(['left']);
        expect(await found('&type=fitting_loss')).toEqual([]);
        await api.send(`/api/imports/${importId}`, { method: 'DELETE' });
        expect(await calculations()).toEqual({});
        expect((await api.send(`/api/projects/${project}`)).status).toBe(200);
      });

      it('calculates anew after a PATCH, at once for the next reader', async () => {
        const { project, importId, idOf, calculations } = await imported();
        const before = await calculations();
        const response = await api.send(
          `/api/projects/${project}/segments/${idOf('t1')}`,
          api.withJson('PATCH', { airflow: 0.7 }, { 'if-match': '"1"' }),
        );
        expect(response.status).toBe(200);
        const after = await calculations();
        expect(after['main']).toMatchObject({ source: 'user', input: { airflow: 1, flow: 'summed' } });
        expect(after['left']).toMatchObject({ source: 'user', input: { airflow: 0.7 } });
        expect(after['right']).toEqual(before['right']);
        expect(Object.keys(after)).toHaveLength(4);
        expect((await api.importOf(importId)).calculationsWritten).toBe(4);
      });

      it('takes a table of flows by all three keys, as JSON and as CSV', async () => {
        const { project, idOf, calculations, post } = await imported();
        const response = await post([
          { segmentId: idOf('alone'), airflowCfm: 450 },
          { externalId: 't1', airflow: 0.4 },
          { terminal: 'SD-2', airflow: 0.5 },
        ]);
        expect(response.status).toBe(200);
        const answer = airflowsSetSchema.parse(await response.json());
        expect(answer.set.map(({ segmentId, version }) => [segmentId, version])).toEqual([
          [idOf('alone'), 2],
          [idOf('t1'), 2],
          [idOf('t2'), 2],
        ]);
        expect(answer).toMatchObject({ calculations: { stored: 4, removed: 0 }, loops: [], undirected: [] });
        const stored = await calculations();
        expect(stored['main']?.input['airflow']).toBe(0.9);
        expect(stored['alone']?.resultData['cfm']).toBe(450);

        const csv = await api.send(`/api/projects/${project}/airflows`, {
          method: 'POST',
          headers: { 'content-type': 'text/csv; charset=utf-8' },
          body: 'terminal,airflow_cfm\nSD-1,100\nSD-2,200\n',
        });
        expect(csv.status).toBe(200);
        expect((await calculations())['main']?.resultData['cfm']).toBe(300);
      });

      it('sets nothing where an entry fits no segment, and says which', async () => {
        const { project, calculations, post } = await imported();
        const before = await calculations();
        const response = await post([
          { externalId: 't1', airflow: 0.4 },
          { terminal: 'SD-7', airflow: 0.5 },
        ]);
        expect(response.status).toBe(422);
        expect((await response.json()) as Problem).toMatchObject({
          code: 'airflow_unmatched',
          data: { entries: [{ index: 1, key: 'terminal', value: 'SD-7', reason: 'none', matches: 0 }] },
        });
        for (const wrong of [[], {}, [{ airflow: 1 }], [{ externalId: 'a', terminal: 'b', airflow: 1 }]])
          expect((await post(wrong)).status).toBe(400);
        expect(await calculations()).toEqual(before);
        const text = await api.send(`/api/projects/${project}/airflows`, { method: 'POST', body: 'flows' });
        expect(text.status).toBe(415);
      });

      it('names a loop by the external ids of its parts', async () => {
        const { project, post } = await imported();
        const ring = { ...duct, externalId: 'ring', airflow: null, connectsTo: ['x', 'y'] };
        const parts = [
          { segmentType: 'equipment', externalId: 'fan' },
          { ...duct, externalId: 'x', connectsTo: ['fan', 'y'] },
          { ...duct, externalId: 'y', connectsTo: ['out'] },
          ring,
          { segmentType: 'air_terminal', externalId: 'out' },
        ];
        await api.send(`/api/projects/${project}/segments`, api.withJson('POST', parts));
        const answer = airflowsSetSchema.parse(
          await (await post([{ terminal: 'out', airflow: 0.1 }])).json(),
        );
        expect(answer.loops.map((names) => names.toSorted())).toEqual([['ring', 'x', 'y']]);
      });
    },
  );
}
