import { parseArgs } from 'node:util';

import { type Given, type Invocation } from './command.ts';
import { COMMANDS } from './commands.ts';
import { UsageError } from './usage-error.ts';

const SYNOPSIS_WIDTH = 35;
const OPTIONS = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

export const USAGE = `Usage: sizewise <command> [options]

Commands:
${COMMANDS.flatMap(({ usage }) => usage)
  .map(([synopsis, meaning]) => `  ${synopsis.padEnd(SYNOPSIS_WIDTH)}${meaning}`)
  .join('\n')}

Options:
  --hidden include   Take entities of a DXF that are frozen, off or invisible as well
  --mapping FILE     Read columns and layers by this JSON, as a dry run reports it
  --json     One JSON document on standard output; progress goes to standard error
  --help     This text

Exit codes: 0 done, 1 failed, 2 usage, 3 done with rejects, 130 interrupted.
Settings come from the environment: docs/configuration.md lists them.
`;

/**
 * @returns null where the help is asked for
 * @throws UsageError
 */
export function parseCommand(args: readonly string[]): Invocation | null {
  const { values, positionals } = parse(args);
  if (values['help'] === true || positionals[0] === 'help') return null;
  const [name, ...rest] = positionals;
  if (name === undefined) throw new UsageError('a command is missing');
  const command = COMMANDS.find((one) => one.name === name);
  if (!command) throw new UsageError(`there is no command ${name}`);
  for (const option of Object.keys(values)) {
    if (option in OPTIONS || option in command.flags) continue;
    throw new UsageError(`--${option} is no option of ${name}`);
  }
  return command.read(givenOf(values, rest));
}

function givenOf(values: Readonly<Record<string, string | boolean>>, positionals: readonly string[]): Given {
  return {
    positionals,
    json: values['json'] === true,
    text(option) {
      const value = values[option];
      return typeof value === 'string' ? value : undefined;
    },
    has: (option) => values[option] === true,
  };
}

function parse(args: readonly string[]): {
  values: Record<string, string | boolean>;
  positionals: string[];
} {
  const flags = COMMANDS.flatMap((command) => Object.entries(command.flags));
  const options = { ...Object.fromEntries(flags.map(([name, type]) => [name, { type }])), ...OPTIONS };
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    return { values: { ...values }, positionals };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
