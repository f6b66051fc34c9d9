import { type Logger } from '@sizewise/shared';

import { openApplication } from '../application.ts';
import { type Config } from '../config/config.ts';
import { type FileOutcome, importFiles, isCompleted } from '../importing/import-files.ts';
import { type ImportTarget, type ReadingOptions } from '../importing/import-target.ts';
import { localTarget } from '../importing/local-target.ts';
import { remoteTarget } from '../importing/remote-target.ts';
import { type Command, defineCommand } from './command.ts';
import { hiddenOf, projectOf } from './drawing-options.ts';
import { dryRunCommand, type DryRunOptions } from './dry-run.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { createImportView } from './import-view.ts';
import { readMapping } from './read-mapping.ts';
import { findRunningServer } from './server-file.ts';
import { checkFiles } from './start.ts';
import { UsageError } from './usage-error.ts';

export interface ImportOptions {
  readonly files: readonly string[];
  readonly project: string;
  readonly json: boolean;
  readonly hidden?: 'include' | 'skip' | undefined;
  /** Path of a JSON file. */
  readonly mapping?: string | undefined;
}

type Wanted = (ImportOptions & { readonly dryRun: false }) | (DryRunOptions & { readonly dryRun: true });

export const importing: Command = defineCommand<Wanted>({
  name: 'import',
  usage: [
    ['import FILE... --project NAME', 'Import drawings into a project, in the running server or without one'],
    ['import FILE... --dry-run', 'Read drawings and report what an import would do; nothing is stored'],
  ],
  flags: { project: 'string', hidden: 'string', mapping: 'string', 'dry-run': 'boolean' },
  read(given) {
    const files = given.positionals;
    const [project, hidden, mapping] = [projectOf(given), hiddenOf(given), given.text('mapping')];
    if (files.length === 0) throw new UsageError('import needs at least one file');
    if (given.has('dry-run')) return { dryRun: true, files, project, json: given.json, hidden, mapping };
    if (project === undefined) throw new UsageError('import needs --project NAME');
    return { dryRun: false, files, project, json: given.json, hidden, mapping };
  },
  run: (options, { config, logger, signal }) =>
    options.dryRun
      ? dryRunCommand(config, options, logger, signal)
      : importCommand(config, options, logger, signal),
});

/** Imports files through the server that runs on this data directory, else by services of its own. */
export async function importCommand(
  config: Config,
  options: ImportOptions,
  logger: Logger,
  signal: AbortSignal,
): Promise<ExitCode> {
  checkFiles(options.files);
  const reading = { hidden: options.hidden, mapping: await readMapping(options.mapping) };
  const running = await findRunningServer(config.DATA_DIR);
  const outcomes =
    running === null
      ? await importHere(config, options, reading, logger, signal)
      : await run(remoteTarget(running.url, config.SIZEWISE_API_KEY, reading), options, signal);
  if (options.json)
    process.stdout.write(`${JSON.stringify({ project: options.project, files: outcomes }, null, 2)}\n`);
  return exitCodeOf(outcomes, signal);
}

async function importHere(
  config: Config,
  options: ImportOptions,
  reading: ReadingOptions,
  logger: Logger,
  signal: AbortSignal,
): Promise<FileOutcome[]> {
  const onProgress = (line: string): void => void process.stderr.write(`${line}\n`);
  await using application = await openApplication(config, { logger, signal, onProgress });
  await application.work();
  return await run(localTarget(application.deps, reading), options, signal);
}

function run(target: ImportTarget, options: ImportOptions, signal: AbortSignal): Promise<FileOutcome[]> {
  return importFiles(target, options.files, options.project, createImportView(process.stderr), signal);
}

function exitCodeOf(outcomes: readonly FileOutcome[], signal: AbortSignal): ExitCode {
  if (signal.aborted) return EXIT.interrupted;
  if (!outcomes.every(isCompleted)) return EXIT.failed;
  const hasRejects = outcomes.some((outcome) => 'import' in outcome && outcome.import.rejected > 0);
  return hasRejects ? EXIT.doneWithRejects : EXIT.done;
}
