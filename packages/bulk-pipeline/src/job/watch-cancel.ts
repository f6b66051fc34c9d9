import { setTimeout as sleep } from 'node:timers/promises';

import { ImportCancelledError } from '../errors.ts';
import { type Database } from '../ports.ts';
import { type ImportRow } from './import-row.ts';

const POLL_MS = 400;

/** A signal that follows a cancel or a removal asked for in another process. */
export function watchCancel(
  db: Database,
  { id }: Pick<ImportRow, 'id'>,
): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const over = new AbortController();
  const watch = async (): Promise<void> => {
    for (;;) {
      await sleep(POLL_MS, undefined, { signal: over.signal });
      const { rows } = await db.query<{ goes_on: boolean }>(
        `SELECT NOT cancel_requested AND status <> 'removing' AS goes_on FROM sizewise.imports WHERE id = $1`,
        [id],
      );
      if (rows[0]?.goes_on !== true) controller.abort(new ImportCancelledError(id));
    }
  };
  // What stops the watch is the end of the work, or a database that the work itself will miss.
  watch().catch(() => undefined);
  return { signal: controller.signal, [Symbol.dispose]: () => over.abort() };
}
