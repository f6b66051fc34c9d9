import { setTimeout as delay } from 'node:timers/promises';

import { openCache } from '../setup/bench-caches.ts';
import { type CacheWatchInput, type CacheWatchReport } from './messages.ts';
import { readInput, report } from './run-child.ts';

/** Between two reads; what is measured is never less exact than that. */
const PAUSE_MS = 1;

/** Reads one cached number again and again, and notes when it sees each change that another process makes. */
const { databaseUrl, redisUrl, changes } = await readInput<CacheWatchInput>();
const optimizer = await openCache(databaseUrl, {}, redisUrl);
const read = (): Promise<number> =>
  optimizer.optimizedQueryCache('watched', { tags: ['watched'] }, async () => {
    const { rows } = await optimizer.postgres.query<{ n: number }>('SELECT n FROM watched');
    return rows[0]?.n ?? 0;
  });
const seenAt: number[] = [];
await read();
await optimizer.postgres.query('UPDATE watched SET is_watched = true');
while (seenAt.length < changes) {
  const n = await read();
  const now = Date.now();
  while (seenAt.length < n) seenAt.push(now);
  await delay(PAUSE_MS);
}
await optimizer.close();
report({ seenAt } satisfies CacheWatchReport);
