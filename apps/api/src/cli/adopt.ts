import { adoptApplication, type AdoptReport } from '@sizewise/data';
import { LENGTH_UNITS } from '@sizewise/shared';

import { type Command, defineCommand, type Runtime } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { openDatabases } from './open-databases.ts';
import { textTable } from './table.ts';
import { UsageError } from './usage-error.ts';

export interface AdoptOptions {
  readonly from: string;
  readonly unit: keyof typeof LENGTH_UNITS | undefined;
  readonly json: boolean;
}

function isUnit(text: string): text is keyof typeof LENGTH_UNITS {
  return Object.hasOwn(LENGTH_UNITS, text);
}

function unitOf(text: string | undefined): AdoptOptions['unit'] {
  if (text === undefined || isUnit(text)) return text;
  throw new UsageError(`--unit is one of ${Object.keys(LENGTH_UNITS).join(', ')}`);
}

export const adopting: Command = defineCommand<AdoptOptions>({
  name: 'adopt',
  usage: [
    [
      'adopt --from SCHEMA [--unit UNIT]',
      'Copy projects and segments of the application in that schema, again and again',
    ],
  ],
  flags: { from: 'string', unit: 'string' },
  read(given) {
    const from = given.text('from');
    if (from === undefined || from === '') throw new UsageError('adopt needs --from SCHEMA');
    return { from, unit: unitOf(given.text('unit')), json: given.json };
  },
  run: adoptHere,
});

async function adoptHere({ from, unit, json }: AdoptOptions, runtime: Runtime): Promise<ExitCode> {
  await using databases = await openDatabases(runtime);
  await databases.migrate();
  await databases.optimizer.start();
  const report = await adoptApplication(databases.optimizer, databases.spatialKind, {
    schema: from,
    unit,
    signal: runtime.signal,
    onProject: ({ name, added, updated, removed }) =>
      void process.stderr.write(`${name}: ${added} added, ${updated} updated, ${removed} removed\n`),
  });
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report));
  return EXIT.done;
}

function tableOf({ projects, skipped }: AdoptReport): string {
  const rows = projects.map(({ name, segments, added, updated, removed, unitless }) => [
    name,
    segments,
    added,
    updated,
    removed,
    Object.keys(unitless).join(' '),
  ]);
  const table = textTable([['project', 'segments', 'added', 'updated', 'removed', 'without unit'], ...rows]);
  return skipped.length === 0 ? table : `${table}skipped, deleted in the application: ${skipped.length}\n`;
}
