import { adopting } from './adopt.ts';
import { adviseCommand } from './advise.ts';
import { backupCommand } from './backup.ts';
import { type Command } from './command.ts';
import { importing } from './import.ts';
import { indexesCommand } from './indexes.ts';
import { reconciling } from './reconcile.ts';
import { reportCommand } from './report.ts';
import { restoreCommand } from './restore.ts';
import { starting } from './start.ts';
import { validating } from './validate.ts';
import { workerCommand } from './worker.ts';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  starting,
  workerCommand,
  importing,
  indexesCommand,
  validating,
  adopting,
  backupCommand,
  restoreCommand,
  reconciling,
  reportCommand,
  adviseCommand,
];
