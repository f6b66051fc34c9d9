import { parseArgs } from 'node:util';

export const USAGE = `Usage: npm run bench -- [NAME...] [--quick] [--list]

  NAME      benchmarks to run; all without one
  --quick   two rounds instead of five: a look, not a figure to quote
  --list    names the benchmarks
`;

export interface BenchArguments {
  /** Empty: all. */
  readonly names: readonly string[];
  readonly quick: boolean;
  readonly list: boolean;
  readonly help: boolean;
}

/** The command line cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError */
export function parseArguments(args: readonly string[], known: readonly string[]): BenchArguments {
  const { values, positionals } = parse(args);
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new UsageError(`no benchmark is called ${unknown.join(', ')}`);
  return { names: positionals, ...values };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
