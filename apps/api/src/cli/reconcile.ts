import { createImportPipeline, isConsistent, type Reconciliation } from '@sizewise/bulk-pipeline';
import { type Queryable } from '@sizewise/optimizer';

import { spatialTargetOf } from '../spatial-target.ts';
import { spoolOptions } from '../spool-options.ts';
import { type Command, defineCommand, type Runtime } from './command.ts';
import { projectOf } from './drawing-options.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { openDatabases } from './open-databases.ts';
import { textTable } from './table.ts';
import { UsageError } from './usage-error.ts';

export interface ReconcileOptions {
  /** Name or id; undefined: all. */
  readonly project: string | undefined;
  readonly json: boolean;
}

export const reconciling: Command = defineCommand<ReconcileOptions>({
  name: 'reconcile',
  usage: [['reconcile [--project NAME]', 'Compare the stores import by import, and put documents right']],
  flags: { project: 'string' },
  read: (given) => ({ project: projectOf(given), json: given.json }),
  run: reconcile,
});

/** Ends with `failed` where something is left that could not be put right. */
async function reconcile({ project, json }: ReconcileOptions, runtime: Runtime): Promise<ExitCode> {
  const { config, logger, signal } = runtime;
  await using databases = await openDatabases(runtime);
  await databases.migrate();
  const { imports, urls } = databases;
  await using pipeline = createImportPipeline({
    databaseUrl: urls.postgres.url,
    ...spoolOptions(config),
    database: imports,
    spatial: spatialTargetOf(databases, urls),
    workers: 0,
    logger,
  });
  const found: Reconciliation[] = [];
  for (const projectId of await projectIds(imports, project)) {
    for await (const one of pipeline.reconcile({ projectId, signal })) {
      if (!json) process.stderr.write(`${one.fileName}: ${inWords(one)}\n`);
      found.push(one);
    }
  }
  const left = found.flatMap(({ findings }) => findings);
  process.stdout.write(
    json
      ? `${JSON.stringify({ consistent: found.every(isConsistent), findings: left.length, imports: found }, null, 2)}\n`
      : tableOf(found),
  );
  return left.length === 0 ? EXIT.done : EXIT.failed;
}

/** @throws UsageError where no project has that name or id */
async function projectIds(
  database: Queryable,
  project: string | undefined,
): Promise<readonly (string | undefined)[]> {
  if (project === undefined) return [undefined];
  const { rows } = await database.query<{ id: string }>(
    'SELECT id FROM sizewise.projects WHERE name = $1 OR id::text = $1',
    [project],
  );
  if (rows.length === 0) throw new UsageError(`there is no project ${project}`);
  return rows.map(({ id }) => id);
}

function inWords(one: Reconciliation): string {
  if (isConsistent(one)) return 'the stores agree';
  const parts = [
    [one.removed.documents + one.removed.calculations, 'removed'],
    [one.written.documents + one.written.calculations, 'written again'],
    [one.relabelled, 'relabelled'],
  ] as const;
  const done = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return [...done, ...one.findings.map(({ detail }) => detail)].join('; ');
}

function tableOf(found: readonly Reconciliation[]): string {
  const head = ['import', 'file', 'segments', 'documents', 'calculations', 'removed', 'written', 'left'];
  const rows = found.map((one) => [
    one.importId,
    one.fileName,
    one.segments,
    one.documents,
    one.calculations,
    one.removed.documents + one.removed.calculations,
    one.written.documents + one.written.calculations,
    one.findings.map(({ code }) => code).join(' '),
  ]);
  return textTable([head, ...rows]);
}
