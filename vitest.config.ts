import { join } from 'node:path';

import { defineConfig } from 'vitest/config';

/** The processes and worker threads that tests start read the same sources again and again: they are compiled once. */
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

/** Packages resolve each other's TypeScript, in the tests themselves and in the worker threads they start. */
const conditions = ['source', 'node', 'development|production'];
const source = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['source', 'node'] } },
  environments: { __vitest__: { resolve: { conditions } } },
};
const anywhere = (pattern: string): string[] =>
  ['apps/*', 'packages/*', 'benchmarks'].map((folder) => `${folder}/${pattern}`);
const common = {
  pool: 'forks' as const,
  // Files take turns in two processes: what they import is there already.
  isolate: false,
  // The flag for protection keys: docs/troubleshooting.md, crashes.
  execArgv: ['--no-memory-protection-keys', '--conditions=source', '--enable-source-maps'],
  exclude: ['**/node_modules/**', '**/dist/**'],
  // The usual second is too short for a machine that is slow and has other work. Milliseconds.
  expect: { poll: { timeout: 20_000 } },
};
const servers = { globalSetup: ['packages/test-support/src/global-setup.ts'] };

export default defineConfig({
  ...source,
  test: {
    // Two test files at once: each may start worker threads and load two databases.
    maxWorkers: 2,
    projects: [
      {
        ...source,
        test: {
          ...common,
          name: 'unit',
          include: anywhere('src/**/*.test.ts'),
          testTimeout: 30_000,
        },
      },
      {
        ...source,
        test: {
          ...common,
          ...servers,
          name: 'integration',
          include: anywhere('test/**/*.int.test.ts'),
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...source,
        test: {
          ...common,
          globalSetup: [
            ...servers.globalSetup,
            'packages/test-support/src/unpack-browser.ts',
            'apps/dashboard/test/build-dashboard.ts',
          ],
          name: 'e2e',
          isolate: true,
          include: anywhere('test/**/*.e2e.test.ts'),
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        ...source,
        test: {
          ...common,
          ...servers,
          name: 'faults',
          include: anywhere('test/**/*.faults.test.ts'),
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
