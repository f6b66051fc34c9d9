import { randomBytes } from 'node:crypto';

import { DatabasePerformanceOptimizer } from '@sizewise/optimizer';
import { describeWith, serverUrl } from '@sizewise/test-support';
import { MongoClient } from 'mongodb';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { type Bench, validate, type ValidationOptions } from '../src/index.ts';

const ROWS = 10_000;

for (const kind of ['postgres', 'mongo'] as const) {
  describeWith(kind === 'mongo' ? ['postgres', 'mongo'] : ['postgres'], `validate with ${kind}`, () => {
    let admin: Client;
    beforeAll(async () => {
      admin = new Client({ connectionString: serverUrl('postgres') });
      await admin.connect();
    });
    afterAll(() => admin.end());

    const options = (more: Partial<ValidationOptions> = {}): ValidationOptions => ({
      databaseUrl: serverUrl('postgres'),
      mongoUrl: kind === 'mongo' ? serverUrl('mongo') : null,
      spatialKind: kind,
      openOptimizer: (connectionString, mongoUrl) =>
        new DatabasePerformanceOptimizer(
          { connectionString, poolSize: 6, maxOverflow: 4 },
          mongoUrl === null ? null : { url: mongoUrl },
        ),
      rows: ROWS,
      ...more,
    });
    /** Where a scratch database is still there; others may validate on the same servers. */
    const isThere = async (name: string): Promise<boolean> => {
      const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name]);
      if (kind === 'postgres') return rowCount === 1;
      await using client = await new MongoClient(serverUrl('mongo')).connect();
      const { databases } = await client.db('admin').admin().listDatabases();
      return rowCount === 1 || databases.some((database) => database.name === name);
    };
    const nameOf = ({ uncached }: Bench): string =>
      new URL(uncached.postgres.options.connectionString).pathname.slice(1);

    it('measures every part, and removes what it made', async () => {
      const lines: string[] = [];
      let name = '';
      const report = await validate(
        options({
          onProgress: (line) => lines.push(line),
          onFilled: async (bench) => void (name = nameOf(bench)),
        }),
      );
      expect(report.parts.map(({ id }) => id)).toEqual(['pool', 'cache', 'bulk', 'indexes', 'operations']);
      expect(report.score).toBe(Math.min(...report.parts.map(({ score }) => score)));
      for (const { score, figures } of report.parts) {
        expect(score).toBeGreaterThan(0);
        expect(score).toBeLessThanOrEqual(100);
        for (const value of Object.values(figures)) expect(Number.isFinite(value)).toBe(true);
      }
      expect(report.parts[0]?.figures).toMatchObject({ users: 200, lost: 0 });
      expect(report.parts[1]?.figures['hitRatio']).toBeGreaterThan(0.7);
      expect(lines).toContain('measuring indexes');
      expect(name).toMatch(/^sizewise_scratch_/);
      expect(await isThere(name)).toBe(false);
    });

    it('scores lower where an index is dropped', async () => {
      const index = kind === 'mongo' ? 'idx_spatial_project_layer' : 'idx_spatial_import';
      const damaged = await validate(
        options({
          parts: ['indexes'],
          onFilled: async ({ uncached }) => {
            if (kind === 'mongo') await uncached.mongo!.db.collection('spatial_data').dropIndex(index);
            else await uncached.postgres.query(`DROP INDEX sizewise.${index}`);
          },
        }),
      );
      const [part] = damaged.parts;
      expect(part?.figures['missing']).toBe(1);
      // What the same measurements give where every index is there.
      const targets = { boxRatio: 10, cfmRangeRatio: 5, textSearchRatio: 10, userProjectsRatio: 10 };
      const shares = Object.entries(targets).map(([name, target]) =>
        Math.min(1, (part?.figures[name] ?? NaN) / target),
      );
      const whole = (shares.reduce((sum, share) => sum + share, 0) / shares.length) * 100;
      expect(damaged.score).toBeLessThan(whole);
      expect(damaged.score).toBeCloseTo(whole * 0.8, 1);
      expect(damaged.score).toBeLessThan(85);
    });

    it('scores lower where nothing is cached', async () => {
      const off = await validate(
        options({
          parts: ['cache'],
          openOptimizer: (connectionString, mongoUrl) =>
            new DatabasePerformanceOptimizer(
              { connectionString },
              mongoUrl === null ? null : { url: mongoUrl },
              { maxBytes: 0 },
            ),
        }),
      );
      expect(off.parts[0]?.figures['hitRatio']).toBe(0);
      expect(off.score).toBeLessThan(85);
    });

    it('fills nothing where it is aborted while its databases are made', async () => {
      const stop = new AbortController();
      const lines: string[] = [];
      const onProgress = (line: string): void => {
        lines.push(line);
        stop.abort(new Error('enough'));
      };
      await expect(validate(options({ signal: stop.signal, onProgress }))).rejects.toThrow('enough');
      expect(lines).toEqual(['making scratch databases']);
    });

    it('removes what it made when it is aborted, and what a killed run left', async () => {
      const left = `sizewise_scratch_${randomBytes(6).toString('hex')}`;
      await admin.query(`CREATE DATABASE ${left}`);
      const stop = new AbortController();
      let name = '';
      const onFilled = async (bench: Bench): Promise<void> => {
        name = nameOf(bench);
        expect(await isThere(name)).toBe(true);
        stop.abort(new Error('enough'));
        // An abort does not wait for what is running.
        await bench.uncached.postgres.query('SELECT pg_sleep(600)');
      };
      await expect(validate(options({ signal: stop.signal, onFilled }))).rejects.toThrow('enough');
      expect(name).toMatch(/^sizewise_scratch_/);
      expect([await isThere(name), await isThere(left)]).toEqual([false, false]);
    });
  });
}
