import { type Logger } from '@sizewise/shared';

import { type Config } from '../config/config.ts';
import { type ExitCode } from './exit-codes.ts';

/** What a command works with. */
export interface Runtime {
  readonly config: Config;
  readonly logger: Logger;
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/** What stands behind the command's name on the command line. */
export interface Given {
  readonly positionals: readonly string[];
  readonly json: boolean;
  /** Value of an option that takes one. */
  text(option: string): string | undefined;
  /** True where an option without a value is given. */
  has(option: string): boolean;
}

/** A command line as understood. */
export interface Invocation {
  readonly name: string;
  readonly options: unknown;
  run(runtime: Runtime): Promise<ExitCode>;
}

/** One command: a file of its own says how it is written and what it does. */
export interface Command {
  readonly name: string;
  /** Lines of the help: how it is written, and what it does. */
  readonly usage: readonly (readonly [synopsis: string, meaning: string])[];
  /** Its options beside --json and --help; the value says whether they take one. */
  readonly flags: Readonly<Record<string, 'string' | 'boolean'>>;
  /** @throws UsageError */
  read(given: Given): Invocation;
}

/** @param parts.read makes the options of `run` @throws UsageError */
export function defineCommand<Options>(
  parts: Pick<Command, 'name' | 'usage' | 'flags'> & {
    readonly read: (given: Given) => Options;
    readonly run: (options: Options, runtime: Runtime) => Promise<ExitCode>;
  },
): Command {
  const { name, usage, flags } = parts;
  return {
    name,
    usage,
    flags,
    read(given) {
      const options = parts.read(given);
      return { name, options, run: (runtime) => parts.run(options, runtime) };
    },
  };
}
