import { initializeDatabaseOptimization } from '../../src/index.ts';
import { type FromChild, type ToChild } from './cache-messages.ts';
import { until } from './until.ts';

/** A process with a cache of its own, asked by messages: reads a number, and counts the loads in the database. */
const [databaseUrl = '', redisUrl = ''] = process.argv.slice(2);
const optimizer = await initializeDatabaseOptimization({
  databaseUrl,
  redisUrl: redisUrl || null,
  postgres: { poolSize: 2, maxOverflow: 2 },
});
await until(() => optimizer.cache.snapshot().tiers.every(({ state }) => state === 'up'));

async function read(key: string, seconds: number): Promise<number> {
  return optimizer.optimizedQueryCache(key, { tags: [key] }, async () => {
    await optimizer.postgres.query('INSERT INTO loads VALUES ($1)', [key]);
    const { rows } = await optimizer.postgres.query<{ n: number }>('SELECT n, pg_sleep($1) FROM t', [
      seconds,
    ]);
    return rows[0]?.n ?? NaN;
  });
}

const tell = (message: FromChild): void => void process.send?.(message);

async function handle(message: ToChild): Promise<void> {
  if (message.ask === 'close') {
    await optimizer.close();
    process.disconnect();
  } else if (message.ask === 'read') {
    const { key, times, seconds } = message;
    const values = await Promise.all(Array.from({ length: times }, () => read(key, seconds)));
    tell({ is: 'values', values });
  } else {
    await read(message.key, 0);
    tell({ is: 'watching' });
    await until(async () => (await read(message.key, 0)) >= message.until);
    tell({ is: 'seen', at: Date.now() });
  }
}

process.on('message', (message: ToChild) => void handle(message));
tell({ is: 'ready' });
