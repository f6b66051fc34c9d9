import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { openSpool } from '@sizewise/bulk-pipeline';
import { checkWritable, writeBackup } from '@sizewise/data';

import { progressLine } from '../backup/progress-line.ts';
import { backupTable } from '../backup/report-table.ts';
import { spooledUploads } from '../backup/spooled-uploads.ts';
import { spoolOptions } from '../spool-options.ts';
import { type Command, defineCommand, type Runtime } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { openDatabases } from './open-databases.ts';
import { UsageError } from './usage-error.ts';

export interface BackupCommandOptions {
  readonly out: string;
  readonly uploads: boolean;
  readonly json: boolean;
}

export const backupCommand: Command = defineCommand<BackupCommandOptions>({
  name: 'backup',
  usage: [
    [
      'backup --out FOLDER|FILE [--without-uploads]',
      'Write the whole installation into one file, while it works',
    ],
  ],
  flags: { out: 'string', 'without-uploads': 'boolean' },
  read(given) {
    const out = given.text('out');
    if (out === undefined || out === '') throw new UsageError('--out names a folder or a file');
    return { out, uploads: !given.has('without-uploads'), json: given.json };
  },
  run: backUp,
});

async function backUp(options: BackupCommandOptions, runtime: Runtime): Promise<ExitCode> {
  const { config, signal } = runtime;
  const file = await fileOf(options.out);
  await using databases = await openDatabases(runtime);
  await using spool = openSpool({ ...spoolOptions(config), instance: `backup:${process.pid}` });
  using say = progressLine(process.stderr);
  const report = await writeBackup({
    databaseUrl: databases.urls.postgres.url,
    mongo: databases.spatialKind === 'mongo' ? (databases.optimizer.mongo?.db ?? null) : null,
    uploads: options.uploads ? spooledUploads(spool, signal) : null,
    file,
    signal,
    onProgress: say,
  });
  const { size } = await stat(file);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ file, bytes: size, ...report }, null, 2)}\n`
      : `${backupTable(report)}${file}: ${size} bytes\n`,
  );
  return EXIT.done;
}

/** A new file in a folder that is there, else the file that is named. @throws UsageError where it is there or cannot be made */
async function fileOf(out: string): Promise<string> {
  const found = await stat(out).catch(() => null);
  const name = `sizewise-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}.tar.zst`;
  const file = resolve(found?.isDirectory() ? join(out, name) : out);
  try {
    await checkWritable(file);
  } catch (error) {
    throw new UsageError(`--out: ${(error as Error).message}`);
  }
  return file;
}
