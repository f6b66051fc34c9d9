import { randomUUID } from 'node:crypto';

import { migratePipeline } from '@sizewise/bulk-pipeline';
import { PostgresPool } from '@sizewise/optimizer';
import { AppError, silentLogger } from '@sizewise/shared';
import { createTestDatabase, describeWithPostgres, type TestDatabase } from '@sizewise/test-support';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { ImportQueue } from '../src/jobs/import-queue.ts';

describeWithPostgres('ImportQueue', () => {
  let database: TestDatabase;
  let pool: PostgresPool;
  const queues: ImportQueue[] = [];

  beforeAll(async () => {
    database = await createTestDatabase({
      templateKey: 'bulk-pipeline',
      migrate: (session) => migratePipeline(session),
    });
    pool = new PostgresPool({ connectionString: database.url, name: 'test', poolSize: 5, maxOverflow: 5 });
  });
  afterEach(async () => {
    for (const queue of queues.splice(0)) await queue.close();
  });
  afterAll(async () => {
    await pool.close();
    await database.close();
  });

  async function openQueue(
    execute: (id: string, signal: AbortSignal) => Promise<unknown>,
    giveUp: (id: string, reason: string) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<ImportQueue> {
    const queue = new ImportQueue({ database: pool, execute, giveUp, attempts: 2, logger: silentLogger });
    queues.push(queue);
    await queue.open();
    return queue;
  }

  function createImport(queue: ImportQueue, bytes: number, fail = false): Promise<string> {
    return pool.transaction(async (lease) => {
      const id = randomUUID();
      await lease.query(
        `INSERT INTO sizewise.imports (project_id, id, file_name, status, bytes) VALUES ($1, $2, 'a.csv', 'queued', $3)`,
        [randomUUID(), id, bytes],
      );
      await queue.enqueue(lease, id);
      if (fail) throw new Error('rolled back');
      return id;
    });
  }

  it('runs each import once, soon after its transaction commits, and none that rolls back', async () => {
    const ran: string[] = [];
    const queue = await openQueue(async (id) => ran.push(id));
    await queue.work();
    await expect(createImport(queue, 1, true)).rejects.toThrow('rolled back');
    const ids = [await createImport(queue, 1), await createImport(queue, 1e9), await createImport(queue, 5)];
    await expect.poll(() => ran.length, { timeout: 10_000 }).toBe(3);
    expect(new Set(ran)).toEqual(new Set(ids));
  });

  it('keeps a slot for small imports while large ones hold the others', async () => {
    const running = new Set<string>();
    const release = Promise.withResolvers<void>();
    const queue = await openQueue(async (id) => {
      running.add(id);
      await release.promise;
    });
    const large = [
      await createImport(queue, 1e9),
      await createImport(queue, 1e9),
      await createImport(queue, 1e9),
    ];
    await queue.work();
    await expect.poll(() => running.size, { timeout: 10_000 }).toBe(2);
    const small = await createImport(queue, 1000);
    await expect.poll(() => running.has(small), { timeout: 10_000 }).toBe(true);
    expect(large.filter((id) => running.has(id))).toHaveLength(2);
    release.resolve();
    await expect.poll(() => running.size, { timeout: 10_000 }).toBe(4);
  });

  it('begins a large import that came first, however many small ones follow', async () => {
    const ran: string[] = [];
    const queue = await openQueue(async (id) => {
      ran.push(id);
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    const large = await createImport(queue, 1e9);
    for (let n = 0; n < 12; n++) await createImport(queue, 1000);
    await queue.work();
    await expect.poll(() => ran.length, { timeout: 40_000 }).toBe(13);
    // By priority alone it would be the last.
    expect(ran.indexOf(large)).toBeLessThan(12);
  });

  it('aborts what runs when it closes, and the next queue takes it up at once', async () => {
    const started = Promise.withResolvers<void>();
    const first = await openQueue(
      (_id, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('stopped')));
          started.resolve();
        }),
    );
    await first.work();
    const id = await createImport(first, 1e9);
    await started.promise;
    await first.close();

    const again: string[] = [];
    const second = await openQueue(async (importId) => again.push(importId));
    await second.takeUp([id]);
    await second.work();
    await expect.poll(() => again, { timeout: 5000 }).toEqual([id]);
  });

  it('takes up the job of a process that was killed, without waiting for its heartbeat to run out', async () => {
    const first = await openQueue(() => new Promise(() => undefined));
    const id = await createImport(first, 1e9);
    // What a killed process leaves behind: a job that looks as if it were being worked on.
    await pool.query(
      `UPDATE sizewise_jobs.job SET state = 'active', started_on = now(), heartbeat_on = now() WHERE singleton_key = $1`,
      [id],
    );
    const ran: string[] = [];
    const second = await openQueue(async (importId) => ran.push(importId));
    await second.takeUp([id]);
    await second.work();
    await expect.poll(() => ran, { timeout: 5000 }).toEqual([id]);
  });

  it('leaves a job that waits in its place, however many processes start', async () => {
    const first = await openQueue(() => Promise.resolve());
    const id = await createImport(first, 1e9);
    const jobs = () =>
      pool
        .query('SELECT id, state FROM sizewise_jobs.job WHERE singleton_key = $1', [id])
        .then(({ rows }) => rows);
    const before = await jobs();
    expect(before).toHaveLength(1);
    await first.takeUp([id]);
    expect(await jobs()).toEqual(before);
  });

  it('gives up an import whose attempts are used up, with the reason', async () => {
    const buried: string[] = [];
    const queue = await openQueue(
      async () => Promise.reject(new Error('the disk is gone')),
      async (id, reason) => buried.push(`${id} ${reason}`),
    );
    await queue.work();
    const id = await createImport(queue, 1);
    await expect
      .poll(() => buried, { timeout: 50_000 })
      .toEqual([`${id} 2 attempts failed; the last: the disk is gone`]);
  });

  it('is done with the job of an import that is gone', async () => {
    const queue = await openQueue(async (id) => {
      throw new AppError('import_not_found', `There is no import ${id}`);
    });
    await queue.work();
    const id = await createImport(queue, 1);
    const state = async () => {
      const { rows } = await pool.query<{ state: string }>(
        'SELECT state FROM sizewise_jobs.job WHERE singleton_key = $1',
        [id],
      );
      return rows[0]?.state;
    };
    await expect.poll(state, { timeout: 20_000 }).toBe('completed');
  });
});
