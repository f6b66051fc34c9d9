import { defineConfig } from 'vitest/config';

/** What other apps would install, behind `npm run test:packages`; apart from `npm test`, since it asks the registry. */
export default defineConfig({
  ssr: { resolve: { conditions: ['source', 'module', 'node'], externalConditions: ['source', 'node'] } },
  test: {
    pool: 'forks',
    execArgv: ['--conditions=source'],
    include: ['packages/test-support/packaging/*.npm.test.ts'],
    globalSetup: ['packages/test-support/src/global-setup.ts', 'packages/test-support/packaging/setup.ts'],
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
