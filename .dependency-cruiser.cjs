/** The import rule of ARCHITECTURE.md. Every rule is an error; a test checks that none is weaker. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${from} may import ${allowed.join(', ')} of this workspace only`,
  from: { path: `^${from}/`, pathNot: '\\.test\\.ts$|/test/' },
  to: { path: '^(packages|apps|benchmarks)/', pathNot: [`^${from}/`, ...allowed.map((a) => `^${a}/`)] },
});
const npmOnly = (name, from, allowed) => ({
  name,
  severity: 'error',
  comment: `${from} may use these npm packages only: ${allowed.join(', ')}`,
  from: { path: `^${from}/src/`, pathNot: '\\.test\\.ts$' },
  to: {
    dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'npm-unknown'],
    pathNot: allowed.map((a) => `node_modules/(@types/)?${a}(/|$)`).concat(['^(packages|apps)/']),
  },
});
const stage = (name) => ({
  name: `pipeline-${name}-alone`,
  severity: 'error',
  comment:
    'the stages of the pipeline never import each other; only pipeline.ts and the worker entry see several',
  from: { path: `^packages/bulk-pipeline/src/${name}/`, pathNot: '\\.test\\.ts$' },
  to: {
    path: '^packages/bulk-pipeline/src/(intake|parse|write|progress)/',
    pathNot: `^packages/bulk-pipeline/src/${name}/`,
  },
});
const P = 'packages/';
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'a cycle hides which module comes first',
      from: {},
      to: { circular: true },
    },
    {
      name: 'shared-browser-safe',
      severity: 'error',
      comment: 'the dashboard bundles shared, so it may use no module of Node',
      from: { path: '^packages/shared/src', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    only('shared-alone', `${P}shared`, []),
    only('services-imports', `${P}services`, [`${P}shared`]),
    only('optimizer-imports', `${P}optimizer`, [`${P}shared`]),
    only('bulk-pipeline-imports', `${P}bulk-pipeline`, [`${P}shared`]),
    only('data-imports', `${P}data`, [`${P}shared`, `${P}optimizer`, `${P}bulk-pipeline`]),
    only('test-support-imports', `${P}test-support`, [`${P}shared`, `${P}services`]),
    only('api-imports', 'apps/api', [
      `${P}shared`,
      `${P}services`,
      `${P}optimizer`,
      `${P}bulk-pipeline`,
      `${P}data`,
    ]),
    only('dashboard-imports', 'apps/dashboard', [`${P}shared`, 'apps/api']),
    {
      name: 'dashboard-api-types-only',
      severity: 'error',
      comment: 'the dashboard takes the types of the api, never its code',
      from: { path: '^apps/dashboard/src' },
      to: { path: '^apps/api', dependencyTypesNot: ['type-only'] },
    },
    npmOnly('shared-npm', `${P}shared`, ['zod']),
    npmOnly('optimizer-npm', `${P}optimizer`, ['pg', 'mongodb', 'ioredis', 'lru-cache', 'zod']),
    npmOnly('bulk-pipeline-npm', `${P}bulk-pipeline`, [
      'pg',
      'pg-copy-streams',
      'mongodb',
      'piscina',
      'yauzl',
      'iconv-lite',
      '@aws-sdk/client-s3',
      '@aws-sdk/lib-storage',
    ]),
    npmOnly('data-npm', `${P}data`, ['pg', 'pg-copy-streams', 'mongodb', 'tar-stream']),
    ...['intake', 'parse', 'write', 'progress'].map(stage),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tooling/tsconfig.imports.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'types', 'default'],
      extensions: ['.ts', '.svelte', '.js', '.mjs'],
    },
  },
};
