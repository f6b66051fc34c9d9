import { areComplete, repairIndexes, reportIndexes } from '@sizewise/data';
import { type IndexReport } from '@sizewise/shared';

import { type Command, defineCommand, type Runtime } from './command.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { openDatabases } from './open-databases.ts';
import { textTable } from './table.ts';

export interface IndexesOptions {
  readonly repair: boolean;
  readonly json: boolean;
}

export const indexesCommand: Command = defineCommand<IndexesOptions>({
  name: 'indexes',
  usage: [['indexes [--repair]', 'Show which indexes exist, their size and use; build what is missing']],
  flags: { repair: 'boolean' },
  read: (given) => ({ repair: given.has('repair'), json: given.json }),
  run: showIndexes,
});

/** Ends with `failed` while an index is missing or invalid. */
async function showIndexes({ repair, json }: IndexesOptions, runtime: Runtime): Promise<ExitCode> {
  await using databases = await openDatabases(runtime);
  const stores = {
    postgres: databases.imports,
    mongo: databases.spatialKind === 'mongo' ? (databases.optimizer.mongo?.db ?? null) : null,
  };
  if (repair) await databases.migrate();
  const built = repair ? await repairIndexes(stores, runtime.signal) : [];
  const indexes = await reportIndexes(stores);
  process.stdout.write(
    json
      ? `${JSON.stringify({ complete: areComplete(indexes), built, indexes }, null, 2)}\n`
      : tableOf(indexes),
  );
  return areComplete(indexes) ? EXIT.done : EXIT.failed;
}

function tableOf(indexes: readonly IndexReport[]): string {
  return textTable([
    ['index', 'store', 'table', 'state', 'bytes', 'uses', 'serves'],
    ...indexes.map(({ name, store, table, state, bytes, uses, serves }) => [
      name,
      store,
      table,
      state,
      bytes ?? '–',
      uses ?? '–',
      serves,
    ]),
  ]);
}
