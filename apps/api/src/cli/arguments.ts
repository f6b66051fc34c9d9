import { parseArgs } from 'node:util';

/** A command line as understood. */
export type Command =
  | {
      readonly name: 'start';
      readonly files: readonly string[];
      readonly project: string;
      readonly json: boolean;
      readonly hidden?: 'include' | 'skip' | undefined;
    }
  | {
      readonly name: 'import';
      readonly files: readonly string[];
      readonly project: string;
      readonly json: boolean;
      readonly hidden?: 'include' | 'skip' | undefined;
      readonly mapping?: string | undefined;
    }
  | {
      readonly name: 'dry-run';
      readonly files: readonly string[];
      /** The project whose layer rules count; without one, no database is needed. */
      readonly project: string | undefined;
      readonly json: boolean;
      readonly hidden?: 'include' | 'skip' | undefined;
      readonly mapping?: string | undefined;
    }
  | { readonly name: 'help' };

/** The command line cannot be understood; the message says why, in one line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const USAGE = `Usage: sizewise <command> [options]

Commands:
  start [FILE...] [--project NAME]   Start services, API and dashboard; import the files, if any
  import FILE... --project NAME      Import drawings into a project, in the running server or without one
  import FILE... --dry-run           Read drawings and report what an import would do; nothing is stored

Options:
  --hidden include   Take entities of a DXF that are frozen, off or invisible as well
  --mapping FILE     Read columns and layers by this JSON, as a dry run reports it
  --json     One JSON document on standard output; progress goes to standard error
  --help     This text

Exit codes: 0 done, 1 failed, 2 usage, 3 done with rejects, 130 interrupted.
Settings come from the environment: docs/configuration.md lists them.
`;

/** Project of files that are given to `start` without a name for one. */
const DEFAULT_PROJECT = 'My drawings';

/** @throws UsageError */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help === true || positionals[0] === 'help') return { name: 'help' };
  const [name, ...files] = positionals;
  const json = values.json === true;
  const project = values.project?.trim();
  if (project === '') throw new UsageError('--project needs a name');
  const hidden = hiddenOf(values.hidden);
  const { mapping } = values;
  switch (name) {
    case 'start':
      return { name, files, project: project ?? DEFAULT_PROJECT, json, hidden };
    case 'import':
      if (files.length === 0) throw new UsageError('import needs at least one file');
      if (values['dry-run'] === true) return { name: 'dry-run', files, project, json, hidden, mapping };
      if (project === undefined) throw new UsageError('import needs --project NAME');
      return { name, files, project, json, hidden, mapping };
    case undefined:
      throw new UsageError('a command is missing');
    default:
      throw new UsageError(`there is no command ${name}`);
  }
}

function hiddenOf(value: string | undefined): 'include' | 'skip' | undefined {
  if (value === undefined || value === 'include' || value === 'skip') return value;
  throw new UsageError('--hidden is include or skip');
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        project: { type: 'string' },
        hidden: { type: 'string' },
        mapping: { type: 'string' },
        'dry-run': { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
