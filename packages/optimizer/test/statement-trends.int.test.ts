import { describeWithPostgres } from '@sizewise/test-support';
import { expect, it } from 'vitest';

import { StatementTrends } from '../src/monitors/statement-trends.ts';
import { openScene } from './support/scene.ts';

const MINUTE = 60_000;
const NOON = new Date('2026-01-02T12:00:00Z').getTime();
const at = (minutes: number): Date => new Date(NOON + minutes * MINUTE);

describeWithPostgres('statements over time', () => {
  it('keep what counters gain between two readings, in steps of five minutes and of an hour', async () => {
    await using scene = await openScene();
    const trends = new StatementTrends(scene.pool);
    const read = (calls: number, totalSeconds: number, minutes: number) =>
      trends.record([{ queryId: '-7', calls, totalSeconds }], at(minutes));
    await read(100, 10, 0);
    await read(110, 12, 6);
    await read(115, 13, 8);
    await read(115, 13, 11);
    await read(3, 0.3, 16);
    const { step, points } = await trends.read('-7', at(-60), at(60), at(60));
    expect(step).toBe(300);
    expect(points).toEqual([
      { at: at(5).toISOString(), calls: 15, meanSeconds: 3 / 15 },
      // The counters were reset: all they hold is new.
      { at: at(15).toISOString(), calls: 3, meanSeconds: expect.closeTo(0.1) },
    ]);
    const hours = await trends.read('-7', at(-60), at(60), at(48 * 60));
    expect(hours).toMatchObject({ step: 3600, points: [{ at: at(0).toISOString(), calls: 18 }] });
  });

  it('leave out what was gained while nobody read, and add users of one statement', async () => {
    await using scene = await openScene();
    const trends = new StatementTrends(scene.pool);
    const one = { queryId: '5', calls: 10, totalSeconds: 1 };
    await trends.record([one, one], at(0));
    await trends.record([{ ...one, calls: 1000 }], at(120));
    expect((await trends.read('5', at(-60), at(180), at(180))).points).toEqual([]);
    await trends.record([{ ...one, calls: 1001, totalSeconds: 1.5 }], at(125));
    expect((await trends.read('5', at(-60), at(180), at(180))).points).toEqual([
      { at: at(125).toISOString(), calls: 1, meanSeconds: 0.5 },
    ]);
  });

  it('are bounded: old steps go, and statements that were not seen for longest', async () => {
    await using scene = await openScene();
    const trends = new StatementTrends(scene.pool);
    for (const minutes of [0, 5]) {
      const statements = Array.from({ length: 250 }, (_, n) => ({
        queryId: String(n),
        calls: minutes + 1,
        totalSeconds: minutes + 1,
      }));
      await trends.record(statements.slice(0, 150), at(minutes));
      await trends.record(statements.slice(150), at(minutes + 1));
    }
    const count = async (): Promise<unknown> =>
      (
        await scene.pool.query(
          `SELECT step, count(DISTINCT query_id)::int AS n FROM sizewise.statement_trends GROUP BY step ORDER BY step`,
        )
      ).rows;
    await trends.prune(at(10));
    expect(await count()).toEqual([
      { step: 300, n: 200 },
      { step: 3600, n: 200 },
    ]);
    expect((await trends.read('249', at(0), at(10), at(10))).points).toHaveLength(1);
    await trends.prune(at(25 * 60));
    expect(await count()).toEqual([{ step: 3600, n: 200 }]);
    await trends.prune(at(15 * 24 * 60));
    expect(await count()).toEqual([]);
  });

  it('show the last day in at most 48 points, whatever its length', async () => {
    await using scene = await openScene();
    const trends = new StatementTrends(scene.pool);
    for (let n = 0; n <= 20; n++) {
      await trends.record([{ queryId: '1', calls: n, totalSeconds: n }], at(n * 5));
    }
    const short = (await trends.recent(['1', '2'], at(101))).get('1');
    expect(short).toHaveLength(20);
    for (let n = 0; n <= 280; n++) {
      await trends.record([{ queryId: '2', calls: n, totalSeconds: n }], at(n * 5));
    }
    const long = await trends.recent(['1', '2'], at(1401));
    expect(long.get('2')?.length).toBeGreaterThan(40);
    expect(long.get('2')?.length).toBeLessThanOrEqual(48);
    expect(long.get('2')?.reduce((sum, { calls }) => sum + calls, 0)).toBe(280);
    expect(long.get('1')?.reduce((sum, { calls }) => sum + calls, 0)).toBe(20);
  });

  it('of a real server come with its slow queries and their plans', async () => {
    await using scene = await openScene({ pool: { name: 'api' } });
    const sql = "SELECT pg_sleep(0.02), $1::text, extract(day FROM $2::date), now() - interval '1 day'";
    const slow = () => scene.pool.query(sql, ['hunter2', '2001-02-03']);
    await slow();
    await scene.judge();
    for (let n = 0; n < 5; n++) await slow();
    await scene.judge();
    const { slowQueries } = await scene.report();
    const query = slowQueries?.find(({ text }) => text.startsWith('SELECT pg_sleep('));
    expect(query).toMatchObject({ calls: 6, plan: { 'Node Type': 'Result' } });
    expect(query?.trend.reduce((sum, { calls }) => sum + calls, 0)).toBe(5);
    expect(query?.trend.at(-1)?.meanSeconds).toBeGreaterThanOrEqual(0.02);
    expect(JSON.stringify(slowQueries)).not.toMatch(/hunter2|2001-02-03/);
  });
});
