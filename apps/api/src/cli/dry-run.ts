import { basename } from 'node:path';

import { inspectDrawing } from '@sizewise/bulk-pipeline';
import { AppError, type DryRun, type Logger } from '@sizewise/shared';

import { openApplication } from '../application.ts';
import { type Config } from '../config/config.ts';
import { safeFileName } from '../http/file-name.ts';
import { type InspectTarget, type ReadingOptions } from '../importing/import-target.ts';
import { localTarget } from '../importing/local-target.ts';
import { remoteTarget } from '../importing/remote-target.ts';
import { dryRunLines } from './dry-run-lines.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { readMapping } from './read-mapping.ts';
import { findRunningServer } from './server-file.ts';
import { checkFiles } from './start.ts';

export interface DryRunOptions {
  readonly files: readonly string[];
  /** The project whose layer rules count. */
  readonly project: string | undefined;
  readonly json: boolean;
  readonly hidden?: 'include' | 'skip' | undefined;
  /** Path of a JSON file. */
  readonly mapping?: string | undefined;
}

type Outcome =
  | { readonly file: string; readonly report: DryRun }
  | { readonly file: string; readonly error: { readonly code: string; readonly detail: string } };

type Inspect = (path: string) => Promise<DryRun>;

/**
 * Reports what an import of files would do. Without a project nothing is started; with one, its layer rules are those
 * of the running server, else of services of its own.
 */
export async function dryRunCommand(
  config: Config,
  options: DryRunOptions,
  logger: Logger,
  signal: AbortSignal,
): Promise<ExitCode> {
  checkFiles(options.files);
  const reading = { hidden: options.hidden, mapping: await readMapping(options.mapping) };
  const outcomes = await inspectFiles(config, options, reading, logger, signal);
  if (options.json) process.stdout.write(`${JSON.stringify({ files: outcomes }, null, 2)}\n`);
  else for (const outcome of outcomes) process.stdout.write(`${linesOf(outcome).join('\n')}\n`);
  return exitCodeOf(outcomes, signal);
}

async function inspectFiles(
  config: Config,
  options: DryRunOptions,
  reading: ReadingOptions,
  logger: Logger,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const { files, project } = options;
  if (project === undefined) {
    const own = { ...reading, maxBytes: config.IMPORT_MAX_BYTES, signal };
    return await inspectAll(
      files,
      (path) => inspectDrawing(path, { fileName: safeFileName(basename(path)), ...own }),
      signal,
    );
  }
  const running = await findRunningServer(config.DATA_DIR);
  if (running !== null) {
    const target = remoteTarget(running.url, config.SIZEWISE_API_KEY, reading);
    return await inspectAll(files, await inProject(target, project, signal), signal);
  }
  const onProgress = (line: string): void => void process.stderr.write(`${line}\n`);
  await using application = await openApplication(config, { logger, signal, onProgress });
  const target = localTarget(application.deps, reading);
  return await inspectAll(files, await inProject(target, project, signal), signal);
}

/** @throws AppError `project_not_found`: a dry run creates none */
async function inProject(target: InspectTarget, name: string, signal: AbortSignal): Promise<Inspect> {
  const projectId = await target.findProject(name);
  if (projectId === null) throw new AppError('project_not_found', `There is no project named ${name}`);
  return (path) => target.inspect(projectId, path, signal);
}

async function inspectAll(
  files: readonly string[],
  inspect: Inspect,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const path of files) {
    if (signal.aborted) break;
    const file = basename(path);
    try {
      outcomes.push({ file, report: await inspect(path) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      outcomes.push({ file, error: { code: error.code, detail: error.message } });
    }
  }
  return outcomes;
}

function linesOf(outcome: Outcome): string[] {
  if ('report' in outcome) return dryRunLines(outcome.report);
  return [`${outcome.file}: ${outcome.error.detail} (${outcome.error.code})`];
}

/** What an import of the files would end with. */
function exitCodeOf(outcomes: readonly Outcome[], signal: AbortSignal): ExitCode {
  if (signal.aborted) return EXIT.interrupted;
  if (outcomes.some((outcome) => 'error' in outcome || outcome.report.error !== undefined))
    return EXIT.failed;
  const hasRejects = outcomes.some((outcome) => 'report' in outcome && outcome.report.counts.rejected > 0);
  return hasRejects ? EXIT.doneWithRejects : EXIT.done;
}
