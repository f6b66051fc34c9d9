import { PASS_MARK, recordValidation, validate, type ValidationReport } from '@sizewise/data';

import { openPools } from '../pools.ts';
import { type Command, defineCommand, type Runtime } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { openDatabases } from './open-databases.ts';
import { textTable } from './table.ts';

export interface ValidateOptions {
  readonly json: boolean;
}

export const validating: Command = defineCommand<ValidateOptions>({
  name: 'validate',
  usage: [
    [
      'validate',
      `Measure pools, cache, bulk writes, indexes and operations; passes from ${PASS_MARK} of 100`,
    ],
  ],
  flags: {},
  read: ({ json }) => ({ json }),
  run: validateHere,
});

/** Measures on databases of its own beside those of the installation, which keeps the scores. Ends with `failed` below the pass mark. */
async function validateHere({ json }: ValidateOptions, runtime: Runtime): Promise<ExitCode> {
  const { config, logger, signal } = runtime;
  await using databases = await openDatabases(runtime);
  const { urls, spatialKind } = databases;
  const report = await validate({
    databaseUrl: urls.postgres.url,
    mongoUrl: spatialKind === 'mongo' ? urls.mongo.url : null,
    spatialKind,
    openOptimizer(databaseUrl, mongoUrl) {
      const scratch = { ...urls, postgres: { url: databaseUrl }, mongo: { ...urls.mongo, url: mongoUrl } };
      // The replicas are those of another database.
      return openPools({ ...config, DATABASE_REPLICA_URLS: [] }, scratch, logger).optimizer;
    },
    onProgress: (line) => void process.stderr.write(`${line}\n`),
    signal,
  });
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report));
  await databases.migrate();
  await recordValidation(databases.imports, report);
  return report.score >= PASS_MARK ? EXIT.done : EXIT.failed;
}

function tableOf({ score, parts }: ValidationReport): string {
  const rows = parts.flatMap(({ id, score: ofPart, figures }) => [
    [id, 'score', ofPart],
    ...Object.entries(figures).map(([name, value]) => ['', name, value]),
  ]);
  const passed = score >= PASS_MARK ? 'passed' : `below the pass mark of ${PASS_MARK}`;
  return `${textTable([['part', 'figure', 'value'], ...rows])}\nscore ${score}: ${passed}\n`;
}
