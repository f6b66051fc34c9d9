import { randomUUID } from 'node:crypto';

import { type Calculation, type SegmentInput, toCfm } from '@sizewise/shared';
import { describeWith } from '@sizewise/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openCalculationStore } from '../src/calculations/open-calculation-store.ts';
import { recalculating } from '../src/calculations/recalculating.ts';
import { type Fixture, openFixture } from './support.ts';

const duct = (externalId: string, more: Partial<SegmentInput> = {}): SegmentInput => ({
  segmentType: 'duct_segment',
  externalId,
  shape: 'round',
  diameter: 0.3,
  length: 10,
  ...more,
});

/** A unit, a main and two branches with a terminal each, 0.2 and 0.3 m³/s. */
const network = (): SegmentInput[] => [
  { segmentType: 'equipment', externalId: 'ahu' },
  duct('main', { connectsTo: ['ahu', 'tee'] }),
  { segmentType: 'duct_fitting', externalId: 'tee' },
  duct('left', { connectsTo: ['tee', 't1'] }),
  duct('right', { connectsTo: ['tee', 't2'] }),
  { segmentType: 'air_terminal', externalId: 't1', name: 'SD-1', airflow: 0.2, properties: { tag: '4711' } },
  { segmentType: 'air_terminal', externalId: 't2', name: 'SD-2', airflow: 0.3, properties: { Mark: 'M2' } },
];

for (const kind of ['postgres', 'mongo'] as const) {
  describeWith(
    kind === 'mongo' ? ['postgres', 'mongo'] : ['postgres'],
    `calculations of changed segments in ${kind}`,
    () => {
      let fixture: Fixture;
      beforeAll(async () => {
        fixture = await openFixture(kind);
      });
      afterAll(() => fixture[Symbol.asyncDispose]());

      const projectOf = async (rows: readonly SegmentInput[]) => {
        const { id } = await fixture.service.projects.create({ name: 'Ducts' });
        const ids = await fixture.service.bulkInsertSegments(id, rows);
        const idOf = (name: string): string => ids[rows.findIndex((row) => row.externalId === name)] ?? '';
        const stored = async (): Promise<Record<string, Calculation>> => {
          const { items } = await fixture.store.calculations(id, { limit: 1000 });
          return Object.fromEntries(
            items.map((one) => [rows[ids.indexOf(one.segmentId)]?.externalId ?? one.segmentId, one]),
          );
        };
        const flows = async (): Promise<Record<string, unknown>> =>
          Object.fromEntries(
            Object.entries(await stored()).map(([name, { input }]) => [name, input['airflow']]),
          );
        const counted = async (): Promise<number> => {
          const { rows: imports } = await fixture.optimizer.postgres.query<{ written: string }>(
            'SELECT sum(calculations_written) AS written FROM sizewise.imports WHERE project_id = $1',
            [id],
          );
          return Number(imports[0]?.written);
        };
        const patch = async (name: string, fields: object): Promise<void> => {
          const { version } = await fixture.service.segments.get(id, idOf(name));
          await fixture.service.segments.update(id, idOf(name), fields, version);
        };
        return { id, ids, idOf, stored, flows, counted, patch };
      };

      it('calculates posted ducts and the sums of their network', async () => {
        const project = await projectOf(network());
        expect(await project.flows()).toEqual({ main: 0.5, left: 0.2, right: 0.3 });
        expect(await project.counted()).toBe(3);
        const { main } = await project.stored();
        expect(main).toMatchObject({
          id: project.idOf('main'),
          segmentId: project.idOf('main'),
          calculationType: 'duct_pressure_drop',
          source: 'user',
          input: { flow: 'summed', isFlowComplete: true },
          resultData: { cfm: toCfm(0.5) },
        });
      });

      describe('a changed segment', () => {
        it('has its calculation replaced, whatever it follows from', async () => {
          const project = await projectOf([duct('d', { airflow: 0.4 })]);
          const [first, seen] = [(await project.stored())['d'], new Set<unknown>()];
          for (const fields of [
            { airflow: 0.5 },
            { diameter: 0.25 },
            { length: 20 },
            { material: 'Concrete' },
            { shape: 'rectangular', width: 0.4, height: 0.3 },
            { height: 0.2 },
          ]) {
            await project.patch('d', fields);
            const { items } = await fixture.store.calculations(project.id, { limit: 10 });
            expect(items).toHaveLength(1);
            expect(items[0]).toMatchObject({ id: first?.id, source: 'user' });
            seen.add(items[0]?.resultData['pressureDrop']);
          }
          expect(seen.size).toBe(6);
          expect(await project.counted()).toBe(1);
        });

        it('has none any more without flow or size, or as a pipe', async () => {
          const project = await projectOf([duct('d', { airflow: 0.4 })]);
          for (const [away, back] of [
            [{ airflow: null }, { airflow: 0.4 }],
            [{ diameter: null }, { diameter: 0.3 }],
            [{ segmentType: 'pipe_segment' }, { segmentType: 'duct_segment' }],
          ] as const) {
            await project.patch('d', away);
            expect(await project.flows()).toEqual({});
            expect(await project.counted()).toBe(0);
            await project.patch('d', back);
            expect(await project.flows()).toEqual({ d: 0.4 });
            expect(await project.counted()).toBe(1);
          }
        });

        it('changes the sums that depend on it, and those alone', async () => {
          const project = await projectOf(network());
          const before = await project.stored();
          await project.patch('t1', { airflow: 0.6 });
          expect(await project.flows()).toEqual({ main: 0.9, left: 0.6, right: 0.3 });
          expect((await project.stored())['right']).toEqual(before['right']);
          await project.patch('t1', { airflow: null });
          expect(await project.flows()).toEqual({ main: 0.3, right: 0.3 });
          expect((await project.stored())['main']?.input['isFlowComplete']).toBe(false);
          await project.patch('main', { airflow: 1 });
          expect((await project.stored())['main']?.input).toMatchObject({ airflow: 1, flow: 'own' });
          await project.patch('main', { airflow: null });
          expect(await project.flows()).toEqual({ main: 0.3, right: 0.3 });
        });

        it('leaves calculations alone where something else changes', async () => {
          const project = await projectOf([duct('d', { airflow: 0.4 })]);
          const before = await project.stored();
          await project.patch('d', { name: 'Renamed', system: 'Supply' });
          expect(await project.stored()).toEqual(before);
        });

        it('leaves both stores as they were where the change is refused', async () => {
          const project = await projectOf(network());
          const before = await project.stored();
          const change = fixture.service.segments.update(project.id, project.idOf('t1'), { airflow: 5 }, 99);
          await expect(change).rejects.toMatchObject({ code: 'version_conflict' });
          expect(await project.stored()).toEqual(before);
        });
      });

      it('puts calculations back where the transaction fails at its end', async () => {
        const project = await projectOf([...network(), duct('d')]);
        const before = await project.stored();
        const { importId } = await fixture.service.segments.get(project.id, project.idOf('t1'));
        const store = openCalculationStore(fixture.optimizer, kind);
        const set = 'UPDATE sizewise.project_segments SET airflow = $2 WHERE id = $1';
        const late = recalculating(store, (recalculate) =>
          fixture.optimizer.write([], async (session) => {
            await session.query(set, [project.idOf('t1'), null]);
            await session.query(set, [project.idOf('t2'), 7]);
            await session.query(set, [project.idOf('d'), 1]);
            const changed = ['t1', 't2', 'd'].map(project.idOf);
            const done = await recalculate(session, { projectId: project.id, importId }, changed);
            expect(done).toMatchObject({ stored: 3, removed: 1 });
            throw new Error('too late');
          }),
        );
        await expect(late).rejects.toThrow('too late');
        expect(await project.stored()).toEqual(before);
        expect(await project.counted()).toBe(3);
      });

      describe('a table of flows', () => {
        it('sets them by segment, external id and terminal, and sums once', async () => {
          const project = await projectOf(network());
          const done = await fixture.service.segments.setAirflows(project.id, [
            { segmentId: project.idOf('right'), airflowCfm: 1000 },
            { externalId: 't1', airflow: 0.25 },
            { terminal: 'SD-2', airflow: 0.35 },
          ]);
          expect(done.set.map(({ index, segmentId, version }) => [index, segmentId, version])).toEqual([
            [0, project.idOf('right'), 2],
            [1, project.idOf('t1'), 2],
            [2, project.idOf('t2'), 2],
          ]);
          expect(done).toMatchObject({ calculations: { stored: 3, removed: 0 }, loops: [], undirected: [] });
          const { main, left, right } = await project.stored();
          expect(main?.input['airflow']).toBeCloseTo(0.6, 12);
          expect(left?.input['airflow']).toBe(0.25);
          expect(right?.resultData['cfm']).toBe(1000);
          expect(right?.input['flow']).toBe('own');
          await fixture.service.segments.setAirflows(project.id, [
            { terminal: 'M2', airflow: null },
            { terminal: '4711', airflow: 0.25 },
          ]);
          expect((await project.stored())['main']?.input).toMatchObject({
            airflow: 0.25,
            isFlowComplete: false,
          });
        });

        it('sets every terminal of a name', async () => {
          const rows = ['a', 'b', 'c'].map((externalId): SegmentInput => {
            return {
              segmentType: 'air_terminal',
              externalId,
              name: externalId === 'c' ? 'other' : 'Diffuser',
            };
          });
          const project = await projectOf(rows);
          const done = await fixture.service.segments.setAirflows(project.id, [
            { terminal: 'Diffuser', airflow: 0.1 },
          ]);
          expect(done.set.map(({ index, segmentId }) => [index, segmentId])).toEqual([
            [0, project.idOf('a')],
            [0, project.idOf('b')],
          ]);
        });

        it('sets nothing where entries name no segment, several, or one twice', async () => {
          const project = await projectOf([...network(), duct('twin'), duct('twin'), duct('SD-9')]);
          const before = await project.stored();
          const ghost = randomUUID();
          const table = fixture.service.segments.setAirflows(project.id, [
            { externalId: 't1', airflow: 1 },
            { externalId: 'gone', airflow: 1 },
            { externalId: 'twin', airflow: 1 },
            { segmentId: ghost, airflow: 1 },
            { terminal: 'SD-9', airflow: 1 },
            { terminal: 'SD-1', airflow: 1 },
          ]);
          await expect(table).rejects.toMatchObject({
            code: 'airflow_unmatched',
            data: {
              count: 5,
              entries: [
                { index: 1, key: 'externalId', value: 'gone', reason: 'none', matches: 0 },
                { index: 2, key: 'externalId', value: 'twin', reason: 'several', matches: 2 },
                { index: 3, key: 'segmentId', value: ghost, reason: 'none' },
                { index: 4, key: 'terminal', value: 'SD-9', reason: 'none' },
                { index: 5, key: 'terminal', value: 'SD-1', reason: 'repeated' },
              ],
            },
          });
          expect(await project.stored()).toEqual(before);
          expect((await fixture.service.segments.get(project.id, project.idOf('t1'))).version).toBe(1);
        });

        it('names loops and what has no direction', async () => {
          const project = await projectOf([
            ...network(),
            duct('ring', { connectsTo: ['main', 'tee'] }),
            duct('lone', { connectsTo: ['end'] }),
            { segmentType: 'air_terminal', externalId: 'end' },
          ]);
          const done = await fixture.service.segments.setAirflows(project.id, [
            { externalId: 't1', airflow: 0.4 },
            { externalId: 'end', airflow: 0.1 },
          ]);
          expect(done.loops.map((names) => names.toSorted())).toEqual([['main', 'ring', 'tee']]);
          expect(done.undirected.map((names) => names.toSorted())).toEqual([['end', 'lone']]);
          expect(await project.flows()).toEqual({ left: 0.4, right: 0.3 });
        });
      });

      it('keeps every change of tables and patches that come at once', async () => {
        const rows = [
          { segmentType: 'equipment', externalId: 'ahu' },
          duct('main', { connectsTo: ['ahu', ...Array.from({ length: 12 }, (_, n) => `t${n}`)] }),
          ...Array.from({ length: 12 }, (_, n) => ({ segmentType: 'air_terminal', externalId: `t${n}` })),
        ] as SegmentInput[];
        const project = await projectOf(rows);
        await Promise.all(
          Array.from({ length: 12 }, (_, n) =>
            n % 2
              ? project.patch(`t${n}`, { airflow: 1 })
              : fixture.service.segments.setAirflows(project.id, [{ externalId: `t${n}`, airflow: 1 }]),
          ),
        );
        const { main } = await project.stored();
        expect(main?.input).toMatchObject({ airflow: 12, isFlowComplete: true });
        expect(await project.counted()).toBe(1);
      });

      it('finds them by ranges of flow and pressure drop', async () => {
        const project = await projectOf([1, 2, 3, 4].map((n) => duct(`d${n}`, { airflow: n / 10 })));
        const { d2, d3 } = await project.stored();
        const { items } = await fixture.store.calculations(project.id, {
          limit: 10,
          minCfm: Number(d2?.resultData['cfm']),
          maxPressureDrop: Number(d3?.resultData['pressureDrop']),
        });
        expect(items.map(({ segmentId }) => segmentId)).toEqual([project.idOf('d2'), project.idOf('d3')]);
      });
    },
  );
}
