import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';

import { type Logger } from '@sizewise/shared';

import { createApp } from '../app.ts';
import { type Application, openApplication } from '../application.ts';
import { type Config } from '../config/config.ts';
import { listen } from '../http/server.ts';
import { importFiles } from '../importing/import-files.ts';
import { localTarget } from '../importing/local-target.ts';
import { importSamplesOnce } from '../importing/samples.ts';
import { type Command, defineCommand } from './command.ts';
import { hiddenOf, projectOf } from './drawing-options.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { createImportView } from './import-view.ts';
import { removeServerFile, writeServerFile } from './server-file.ts';
import { removeServicesFile, writeServicesFile } from './services-file.ts';
import { UsageError } from './usage-error.ts';

/** Project of files that are given to `start` without a name for one. */
const DEFAULT_PROJECT = 'My drawings';

export interface StartOptions {
  readonly files: readonly string[];
  readonly project: string;
  readonly json: boolean;
  readonly hidden?: 'include' | 'skip' | undefined;
}

export const starting: Command = defineCommand<StartOptions>({
  name: 'start',
  usage: [
    ['start [FILE...] [--project NAME]', 'Start services, API and dashboard; import the files, if any'],
  ],
  flags: { project: 'string', hidden: 'string' },
  read: (given) => ({
    files: given.positionals,
    project: projectOf(given) ?? DEFAULT_PROJECT,
    json: given.json,
    hidden: hiddenOf(given),
  }),
  run: (options, { config, logger, signal }) => start(config, options, logger, signal),
});

/**
 * Starts everything and serves until the signal aborts: services, migrations, API and dashboard, then what a former
 * run left, the files given, and on the first run the samples.
 */
export async function start(
  config: Config,
  options: StartOptions,
  logger: Logger,
  signal: AbortSignal,
): Promise<ExitCode> {
  checkFiles(options.files);
  await mkdir(config.DATA_DIR, { recursive: true });
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  await using stack = new AsyncDisposableStack();
  const application = stack.use(await openApplication(config, { logger, signal, onProgress: say }));
  signal.throwIfAborted();
  for (const { name, detail } of application.services) say(`${name}: ${detail}`);

  const server = stack.use(await listen(createApp(application.deps), config.HOST, config.PORT));
  // Streams that never end by themselves must end before the server can close.
  stack.defer(() => application.stop());
  await writeServicesFile(config.DATA_DIR, application.urls);
  stack.defer(() => removeServicesFile(config.DATA_DIR));
  await writeServerFile(config.DATA_DIR, { url: server.url, pid: process.pid });
  stack.defer(() => removeServerFile(config.DATA_DIR));
  process.stdout.write(
    options.json ? `${JSON.stringify({ ready: server.url, pid: process.pid })}\n` : `ready ${server.url}\n`,
  );

  await application.work();
  const importing = importGiven(application, config, options, logger, signal);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await importing;
  return EXIT.done;
}

/** @throws UsageError for a file that is not there, before anything is started */
export function checkFiles(files: readonly string[]): void {
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length > 0) throw new UsageError(`no such file: ${missing.join(', ')}`);
}

/** Imports what the command line names, else the samples on the first run. Never rejects: the server goes on. */
async function importGiven(
  application: Application,
  config: Config,
  options: StartOptions,
  logger: Logger,
  signal: AbortSignal,
): Promise<void> {
  const target = localTarget(application.deps, { hidden: options.hidden });
  // What is under way when the server stops is not cancelled: the next start goes on with it.
  const keep = { ...target, cancel: () => Promise.resolve() };
  const view = createImportView(process.stderr);
  try {
    if (options.files.length > 0) await importFiles(keep, options.files, options.project, view, signal);
    else await importSamplesOnce(keep, config.DATA_DIR, view, signal);
  } catch (error) {
    if (!signal.aborted) logger.error({ err: error }, 'importing at the start failed');
  }
}
