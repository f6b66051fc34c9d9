import { fileURLToPath } from 'node:url';
import { readmeOptions } from '@sizewise/test-support/readme';
import { expect, it } from 'vitest';

import { DEFAULT_SERVER_MEMORY } from './advisors/wanted-settings.ts';
import { resolveMongoPoolOptions } from './pools/mongo-options.ts';
import { resolvePostgresPoolOptions } from './pools/postgres-options.ts';

const README = fileURLToPath(new URL('../README.md', import.meta.url));

it.each([
  [
    '`postgres`',
    {
      ...resolvePostgresPoolOptions({ connectionString: 'postgres://localhost/app' }),
      ...DEFAULT_SERVER_MEMORY,
    },
  ],
  ['`mongo`', resolveMongoPoolOptions({ url: 'mongodb://localhost/app' })],
])('the README names the defaults of %s', (title, resolved) => {
  const named = readmeOptions(README, title);
  expect(named.size).toBeGreaterThan(5);
  for (const [name, value] of named) {
    const real: unknown = resolved[name as keyof typeof resolved];
    expect([name, typeof real === 'string' ? real : JSON.stringify(real)]).toEqual([name, value]);
  }
});
