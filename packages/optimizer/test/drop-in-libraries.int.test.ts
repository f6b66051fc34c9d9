import { createTestDatabase, describeWithPostgres, type TestDatabase } from '@sizewise/test-support';
import { eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { Kysely, PostgresDialect } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';

import { DropInPool } from '../src/pools/drop-in/drop-in-pool.ts';
import { PostgresPool } from '../src/pools/postgres-pool.ts';

interface Schema {
  account: { id: number; owner: string; balance: number };
}

const account = pgTable('account', {
  id: integer().primaryKey(),
  owner: text().notNull(),
  balance: integer().notNull(),
});

describeWithPostgres('libraries on the drop-in pool', () => {
  let database: TestDatabase;
  let pool: PostgresPool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new PostgresPool({ connectionString: database.url, poolSize: 3, maxOverflow: 2 });
    await pool.query(
      'CREATE TABLE account (id integer PRIMARY KEY, owner text NOT NULL, balance integer NOT NULL)',
    );
  });
  beforeEach(async () => {
    await pool.query("TRUNCATE account; INSERT INTO account VALUES (1, 'ada', 100), (2, 'bob', 0)");
  });
  afterAll(async () => {
    await pool.close();
    await database.close();
  });
  const balances = async (): Promise<unknown> =>
    (await pool.query<{ b: number[] }>('SELECT array_agg(balance ORDER BY id) AS b FROM account')).rows[0]?.b;

  it('Kysely: queries, transactions that commit and roll back, savepoints, many at once', async () => {
    await using db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: new DropInPool(pool) }) });
    const move = (amount: number, fail: boolean): Promise<void> =>
      db.transaction().execute(async (trx) => {
        await trx
          .updateTable('account')
          .set((e) => ({ balance: e('balance', '-', amount) }))
          .where('id', '=', 1)
          .execute();
        await trx
          .updateTable('account')
          .set((e) => ({ balance: e('balance', '+', amount) }))
          .where('id', '=', 2)
          .execute();
        if (fail) throw new Error('no');
      });
    await move(30, false);
    await expect(move(50, true)).rejects.toThrow('no');
    expect(await balances()).toEqual([70, 30]);
    await Promise.all(Array.from({ length: 20 }, () => move(1, false)));
    expect(await balances()).toEqual([50, 50]);
    const names = await db
      .selectFrom('account')
      .select('owner')
      .where('balance', '>', 10)
      .orderBy('id')
      .execute();
    expect(names).toEqual([{ owner: 'ada' }, { owner: 'bob' }]);
    await expect(
      db
        .transaction()
        .execute((trx) => trx.insertInto('account').values({ id: 1, owner: 'x', balance: 0 }).execute()),
    ).rejects.toMatchObject({ code: '23505' });
    expect(pool.snapshot()).toMatchObject({ active: 0, waiting: 0 });
  });

  it('Drizzle: queries, transactions that commit and roll back, nested ones, many at once', async () => {
    const own = new DropInPool({ connectionString: database.url, max: 4 });
    const db = drizzle(own);
    const move = (amount: number, fail: boolean): Promise<void> =>
      db.transaction(async (trx) => {
        await trx
          .update(account)
          .set({ balance: sql`${account.balance} - ${amount}` })
          .where(eq(account.id, 1));
        await trx.transaction(async (nested) => {
          await nested
            .update(account)
            .set({ balance: sql`${account.balance} + ${amount}` })
            .where(eq(account.id, 2));
        });
        if (fail) throw new Error('no');
      });
    await move(30, false);
    await expect(move(50, true)).rejects.toThrow('no');
    expect(await balances()).toEqual([70, 30]);
    await Promise.all(Array.from({ length: 20 }, () => move(1, false)));
    expect(await balances()).toEqual([50, 50]);
    const named = db
      .select()
      .from(account)
      .where(eq(account.id, sql.placeholder('id')))
      .prepare('account_by_id');
    expect(await named.execute({ id: 2 })).toEqual([{ id: 2, owner: 'bob', balance: 50 }]);
    expect((await own.query('SELECT count(*)::int AS n FROM account')).rows).toEqual([{ n: 2 }]);
    expect(own).toMatchObject({ waitingCount: 0, idleCount: own.totalCount });
    await own.end();
  });
});
