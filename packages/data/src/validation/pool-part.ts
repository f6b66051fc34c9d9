import { setTimeout as sleep } from 'node:timers/promises';

import { type Bench } from './bench.ts';
import { kept, partOf, type ValidationPart } from './validation-report.ts';
import { mean } from './timing.ts';

/** Mean wait for an idle connection. */
const LIMIT_ACQUIRE_MS = 1;
const USERS = 50;
const REQUESTS_PER_USER = 20;
/** Between two requests of a user: most connections are idle then, as they are in an application. */
const THINK_MS = 10;
const CROWD = 200;

/** 50 users who come again and again, then 200 at once whose statements take a moment. */
export async function poolPart({ optimizer, signal }: Bench): Promise<ValidationPart> {
  const { postgres } = optimizer;
  const use = async (sql: string): Promise<{ ms: number; idle: boolean }> => {
    signal.throwIfAborted();
    const idle = postgres.snapshot().idle > 0;
    const started = performance.now();
    await using lease = await postgres.acquire({ signal });
    const ms = performance.now() - started;
    await lease.query(sql);
    return { ms, idle };
  };
  // Connections are opened first: what is measured is the pool, not the server's start of a session.
  await Promise.all(Array.from({ length: USERS }, () => use('SELECT 1')));
  const acquired: { ms: number; idle: boolean }[] = [];
  await Promise.all(
    Array.from({ length: USERS }, async () => {
      for (let i = 0; i < REQUESTS_PER_USER; i++) {
        await sleep(THINK_MS * Math.random() * 2);
        acquired.push(await use('SELECT 1'));
      }
    }),
  );
  const crowd = await Promise.allSettled(Array.from({ length: CROWD }, () => use('SELECT pg_sleep(0.005)')));
  signal.throwIfAborted();
  const lost = crowd.filter(({ status }) => status === 'rejected').length;
  const idle = acquired.filter((one) => one.idle).map(({ ms }) => ms);
  const acquireMs = mean(idle.length > 0 ? idle : acquired.map(({ ms }) => ms));
  return partOf('pool', [kept(acquireMs, LIMIT_ACQUIRE_MS), lost === 0 ? 1 : 0], {
    acquireMs,
    acquires: idle.length,
    users: CROWD,
    lost,
  });
}
