import { describeWith, describeWithPostgres } from '@sizewise/test-support';
import { type CommandStartedEvent } from 'mongodb';
import { expect, it } from 'vitest';

import { keepOperationTime } from '../src/spatial/operation-time.ts';
import { openFixture } from './support.ts';

const BOUNDS = { minX: 0, minY: 0, minZ: 0, maxX: 1, maxY: 1, maxZ: 1 };
const BOX = { minX: 0, maxX: 1, minY: 0, maxY: 1 };
const DUCT = { segmentType: 'duct_segment', name: 'Duct', bounds: BOUNDS } as const;
const timeOf = (time: number): string => JSON.stringify({ $timestamp: String(time) });

describeWithPostgres('the time of the last write in MongoDB', () => {
  it('never goes back, and is unknown from a write on that has none', async () => {
    await using fixture = await openFixture('postgres');
    const { optimizer, service } = fixture;
    const { id } = await service.projects.create({ name: 'Times', userId: 'ann' });
    await service.bulkInsertSegments(id, [DUCT]);
    const kept = async (): Promise<unknown> => {
      const { rows } = await optimizer.postgres.query<{ id: string; time: string | null }>(
        'SELECT id, mongo_operation_time AS time FROM sizewise.imports WHERE project_id = $1',
        [id],
      );
      return rows[0];
    };
    const { id: importId } = (await kept()) as { id: string };
    for (const [given, expected] of [
      [timeOf(2 ** 40), timeOf(2 ** 40)],
      [timeOf(9), timeOf(2 ** 40)],
      [timeOf(2 ** 41), timeOf(2 ** 41)],
      [null, null],
      [timeOf(7), timeOf(7)],
    ] as const) {
      await keepOperationTime(optimizer.postgres, importId, given);
      expect(await kept()).toEqual({ id: importId, time: expected });
    }
  });
});

describeWith(['postgres', 'mongo'], 'reads of MongoDB after a write', () => {
  it('know the time of each write, and wait for it or ask the primary', async () => {
    await using fixture = await openFixture('mongo');
    const { optimizer, service, store } = fixture;
    const { id } = await service.projects.create({ name: 'Fresh', userId: 'ann' });
    const waited: boolean[] = [];
    optimizer.mongo?.client.on('commandStarted', ({ commandName, command }: CommandStartedEvent) => {
      if (commandName !== 'find' && commandName !== 'aggregate') return;
      const afterTime = JSON.stringify(command['readConcern'] ?? null).includes('afterClusterTime');
      waited.push(afterTime);
    });
    const times = async (): Promise<(string | null)[]> =>
      (
        await optimizer.postgres.query<{ time: string | null }>(
          'SELECT mongo_operation_time AS time FROM sizewise.imports WHERE project_id = $1',
          [id],
        )
      ).rows.map(({ time }) => time);
    /** What an earlier write would have left; a write that forgets to tell its own time leaves this. */
    const stale = timeOf(1);
    const forget = () =>
      optimizer.postgres.query(
        'UPDATE sizewise.imports SET mongo_operation_time = $2 WHERE project_id = $1',
        [id, stale],
      );
    const [segmentId = ''] = await service.bulkInsertSegments(id, [DUCT]);
    const writes: [string, () => Promise<unknown>][] = [
      ['segments posted', () => service.bulkInsertSegments(id, [DUCT])],
      ['documents posted', () => store.bulkSaveSpatialData(id, [{ layerType: 'zone', bounds: BOUNDS }])],
      [
        'a segment of another type',
        () => service.segments.update(id, segmentId, { segmentType: 'duct_fitting' }, 1),
      ],
      [
        'a segment with a flow, and so a calculation',
        () =>
          service.segments.update(
            id,
            segmentId,
            { segmentType: 'duct_segment', airflow: 0.5, diameter: 0.3, length: 2, shape: 'round' },
            2,
          ),
      ],
    ];
    for (const [what, write] of writes) {
      await forget();
      await write();
      const told = await optimizer.mongo?.operationTime();
      for (const time of await times()) {
        expect({ what, isKnown: time !== null, isStale: time === stale }).toEqual({
          what,
          isKnown: told !== null,
          isStale: false,
        });
      }
    }
    waited.length = 0;
    const page = await store.findSpatialDataInBounds(id, BOX);
    expect(page.items.map(({ layerType }) => layerType).sort()).toEqual([
      'duct_segment',
      'duct_segment',
      'zone',
    ]);
    expect((await store.calculations(id, { limit: 10 })).items).toHaveLength(1);
    expect(await store.count(id)).toBe(3);
    const isKnown = (await times()).every((time) => time !== null);
    expect(waited.length).toBeGreaterThanOrEqual(3);
    expect(waited.every((one) => one === isKnown)).toBe(true);
    // A time that the server does not wait for: the primary answers.
    await forget();
    expect(await store.count(id)).toBe(3);
  });
});
