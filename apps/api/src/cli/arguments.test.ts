import { describe, expect, it } from 'vitest';

import { parseCommand, USAGE } from './arguments.ts';
import { COMMANDS } from './commands.ts';
import { UsageError } from './usage-error.ts';

const read = (...args: string[]): unknown => {
  const { name, options } = parseCommand(args) ?? {};
  return { name, ...(options as object) };
};

describe('parseCommand', () => {
  it('reads start with and without files', () => {
    expect(read('start')).toEqual({
      name: 'start',
      files: [],
      project: 'My drawings',
      json: false,
    });
    expect(read('start', 'a.ifc', '--project', 'Tower', 'b.csv')).toMatchObject({
      files: ['a.ifc', 'b.csv'],
      project: 'Tower',
    });
  });

  it('reads a dry run, which needs no project', () => {
    expect(read('import', 'a.csv', '--dry-run', '--mapping', 'm.json')).toEqual({
      name: 'import',
      dryRun: true,
      files: ['a.csv'],
      project: undefined,
      json: false,
      hidden: undefined,
      mapping: 'm.json',
    });
  });

  it('reads import', () => {
    expect(read('import', 'a.ifc', '--project=Tower', '--json', '--hidden', 'include')).toEqual({
      name: 'import',
      dryRun: false,
      files: ['a.ifc'],
      project: 'Tower',
      json: true,
      hidden: 'include',
    });
  });

  it.each([[['--help']], [['import', '-h']], [['help']]])('shows help for %j', (args) => {
    expect(parseCommand(args)).toBeNull();
  });

  it.each([
    [[], 'a command is missing'],
    [['fly'], 'no command fly'],
    [['import', '--project', 'x'], 'at least one file'],
    [['import', 'a.ifc'], '--project NAME'],
    [['import', 'a.ifc', '--project', ' '], 'needs a name'],
    [['start', '--fast'], 'fast'],
    [['start', '--hidden', 'yes'], 'include or skip'],
    [['start', '--dry-run'], 'no option of start'],
  ])('refuses %j', (args, message) => {
    expect(() => parseCommand(args)).toThrow(UsageError);
    expect(() => parseCommand(args)).toThrow(message);
  });

  it('reads what databases are asked for', () => {
    expect(read('indexes', '--repair')).toEqual({ name: 'indexes', repair: true, json: false });
    expect(read('validate', '--json')).toEqual({ name: 'validate', json: true });
    expect(read('adopt', '--from', 'public', '--unit=in')).toEqual({
      name: 'adopt',
      from: 'public',
      unit: 'in',
      json: false,
    });
    expect(() => parseCommand(['adopt'])).toThrow('--from SCHEMA');
    expect(() => parseCommand(['adopt', '--from', 'public', '--unit', 'cubit'])).toThrow('--unit is one of');
  });

  it('has every command in its help', () => {
    for (const { name } of COMMANDS) expect(USAGE).toContain(`  ${name}`);
  });
});
