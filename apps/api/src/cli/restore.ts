import { mkdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';

import { openSpool } from '@sizewise/bulk-pipeline';
import { checkBackup, createSpatialStore, restoreBackup } from '@sizewise/data';
import { AppError } from '@sizewise/shared';

import { progressLine } from '../backup/progress-line.ts';
import { backupTable } from '../backup/report-table.ts';
import { openUploadTarget } from '../backup/upload-target.ts';
import { keepSamplesOut } from '../importing/samples.ts';
import { JOB_SCHEMA } from '../jobs/import-queue.ts';
import { spoolOptions } from '../spool-options.ts';
import { type Command, defineCommand, type Runtime } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { openDatabases } from './open-databases.ts';
import { findRunningServer } from './server-file.ts';
import { UsageError } from './usage-error.ts';

export interface RestoreCommandOptions {
  readonly file: string;
  readonly replace: boolean;
  /** Read the file to its end and change nothing. */
  readonly check: boolean;
  readonly json: boolean;
}

export const restoreCommand: Command = defineCommand<RestoreCommandOptions>({
  name: 'restore',
  usage: [
    ['restore FILE [--replace]', 'Restore a backup; --replace puts it in the place of what is there'],
    ['restore FILE --check', 'Read a backup to its end and compare its checksum'],
  ],
  flags: { replace: 'boolean', check: 'boolean' },
  read(given) {
    const [file, ...more] = given.positionals;
    if (file === undefined || more.length > 0) throw new UsageError('restore takes one FILE');
    const [replace, check] = [given.has('replace'), given.has('check')];
    if (replace && check) throw new UsageError('--check changes nothing, so --replace does not go with it');
    return { file, replace, check, json: given.json };
  },
  run: restore,
});

/** A server works on the data that would be replaced under it. */
class ServerRunningError extends AppError {
  constructor(dataDir: string) {
    super('data_dir_locked', `A server runs on ${dataDir}: stop it before a restore`);
  }
}

async function restore(options: RestoreCommandOptions, runtime: Runtime): Promise<ExitCode> {
  const { file } = options;
  if (!existsSync(file)) throw new UsageError(`no such file: ${file}`);
  using say = progressLine(process.stderr);
  const report = options.check
    ? await checkBackup(file, runtime.signal)
    : await restoreInto(file, options.replace, runtime, say);
  process.stdout.write(
    options.json ? `${JSON.stringify({ file, ...report }, null, 2)}\n` : backupTable(report),
  );
  return EXIT.done;
}

async function restoreInto(
  file: string,
  replace: boolean,
  runtime: Runtime,
  onProgress: (line: string) => void,
): ReturnType<typeof restoreBackup> {
  const { config, signal } = runtime;
  if (await findRunningServer(config.DATA_DIR)) throw new ServerRunningError(config.DATA_DIR);
  await mkdir(config.DATA_DIR, { recursive: true });
  await using databases = await openDatabases(runtime);
  await databases.migrate();
  const options = spoolOptions(config);
  await using spool = openSpool({ ...options, instance: `restore:${process.pid}` });
  await using uploads = await openUploadTarget(spool, `${options.spoolDir}.restoring`, signal);
  const report = await restoreBackup({
    databaseUrl: databases.urls.postgres.url,
    mongo: databases.spatialKind === 'mongo' ? (databases.optimizer.mongo?.db ?? null) : null,
    uploads,
    file,
    replace,
    queueSchema: JOB_SCHEMA,
    signal,
    onProgress,
  });
  await databases.migrate();
  await createSpatialStore(databases.optimizer, databases.spatialKind).prepare();
  await keepSamplesOut(config.DATA_DIR);
  return report;
}
