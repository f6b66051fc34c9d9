import { setImmediate as turn } from 'node:timers/promises';

import { DropInPool, PostgresPool } from '@sizewise/optimizer';
import { Pool } from 'pg';

import { atMost, type ResultLine } from '../result-line.ts';
import { alternate, compare } from '../rounds.ts';
import { type BenchContext } from '../setup/context.ts';
import { type Benchmark } from './benchmark.ts';

const USERS = 50;
const ACQUIRES_PER_USER = 1000;
const ALLOWED_MS = 1;

/** Takes a connection and gives a function that releases it. */
type Acquire = () => Promise<() => void>;

/** Mean time of an acquire, milliseconds, while every user takes, holds for a turn of the event loop and releases. */
async function meanAcquire(acquire: Acquire): Promise<number> {
  let total = 0;
  const user = async (): Promise<void> => {
    for (let i = 0; i < ACQUIRES_PER_USER; i++) {
      const start = performance.now();
      const release = await acquire();
      total += performance.now() - start;
      await turn();
      release();
      await turn();
    }
  };
  await Promise.all(Array.from({ length: USERS }, user));
  return total / (USERS * ACQUIRES_PER_USER);
}

/** Every user finds an idle connection: both pools hold as many as there are users. */
async function openAll(acquire: Acquire): Promise<void> {
  const releases = await Promise.all(Array.from({ length: USERS }, acquire));
  for (const release of releases) release();
}

/** A pool of its own for each run: both at once would be more connections than a server takes by default. */
interface Opened {
  readonly acquire: Acquire;
  close(): Promise<void>;
}

const ours = (connectionString: string): Opened => {
  const pool = new PostgresPool({ connectionString, name: 'bench', poolSize: USERS, maxOverflow: 0 });
  return {
    acquire: async () => {
      const lease = await pool.acquire();
      return () => lease.release();
    },
    close: () => pool.close(),
  };
};

const clientsOf = (pool: Pool): Opened => ({
  acquire: async () => {
    const client = await pool.connect();
    return () => client.release();
  },
  close: () => pool.end(),
});

const dropIn = (connectionString: string): Opened =>
  clientsOf(new DropInPool({ connectionString, max: USERS }));
const theirs = (connectionString: string): Opened =>
  clientsOf(new Pool({ connectionString, max: USERS, idleTimeoutMillis: 0 }));

async function run({ database, rounds, signal }: BenchContext): Promise<ResultLine[]> {
  const once = (open: (connectionString: string) => Opened) => async (): Promise<number> => {
    const opened = open(database.url);
    const { acquire } = opened;
    await openAll(acquire);
    const mean = await meanAcquire(acquire);
    await opened.close();
    return mean;
  };
  const against = async (open: typeof ours): Promise<{ ours: number[]; theirs: number[] }> =>
    alternate(rounds, { run: once(open) }, { run: once(theirs) }, { warmUp: true, signal });
  const lease = await against(ours);
  const client = await against(dropIn);
  const line = { name: 'pool', unit: 'ms' };
  const measure = `acquire of an idle connection, mean of ${USERS} users`;
  const target = atMost(1.2);
  return [
    compare({ ...line, measure, rival: 'pg.Pool', target }, lease.ours, lease.theirs),
    compare(
      { ...line, measure: `${measure}, drop-in`, rival: 'pg.Pool', target },
      client.ours,
      client.theirs,
    ),
    compare(
      { ...line, measure, rival: `the time allowed, ${ALLOWED_MS} ms`, target: atMost(1) },
      lease.ours,
      lease.ours.map(() => ALLOWED_MS),
    ),
  ];
}

export const pool: Benchmark = {
  name: 'pool',
  title: 'acquire of an idle connection by fifty users, against pg.Pool',
  run,
};
