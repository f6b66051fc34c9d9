import { describe, expect, it } from 'vitest';

import { parseCommand, UsageError } from './arguments.ts';

describe('parseCommand', () => {
  it('reads start with and without files', () => {
    expect(parseCommand(['start'])).toEqual({
      name: 'start',
      files: [],
      project: 'My drawings',
      json: false,
    });
    expect(parseCommand(['start', 'a.ifc', '--project', 'Tower', 'b.csv'])).toMatchObject({
      files: ['a.ifc', 'b.csv'],
      project: 'Tower',
    });
  });

  it('reads a dry run, which needs no project', () => {
    expect(parseCommand(['import', 'a.csv', '--dry-run', '--mapping', 'm.json'])).toEqual({
      name: 'dry-run',
      files: ['a.csv'],
      project: undefined,
      json: false,
      hidden: undefined,
      mapping: 'm.json',
    });
  });

  it('reads import', () => {
    expect(parseCommand(['import', 'a.ifc', '--project=Tower', '--json', '--hidden', 'include'])).toEqual({
      name: 'import',
      files: ['a.ifc'],
      project: 'Tower',
      json: true,
      hidden: 'include',
    });
  });

  it.each([[['--help']], [['import', '-h']], [['help']]])('shows help for %j', (args) => {
    expect(parseCommand(args)).toEqual({ name: 'help' });
  });

  it.each([
    [[], 'a command is missing'],
    [['fly'], 'no command fly'],
    [['import', '--project', 'x'], 'at least one file'],
    [['import', 'a.ifc'], '--project NAME'],
    [['import', 'a.ifc', '--project', ' '], 'needs a name'],
    [['start', '--fast'], 'fast'],
    [['start', '--hidden', 'yes'], 'include or skip'],
  ])('refuses %j', (args, message) => {
    expect(() => parseCommand(args)).toThrow(UsageError);
    expect(() => parseCommand(args)).toThrow(message);
  });
});
