import { type BackupReport } from '@sizewise/shared';

import { textTable } from '../cli/table.ts';

/** What a backup holds, for people. */
export function backupTable({ createdAt, rows, documents, uploads }: BackupReport): string {
  return textTable([
    [`taken ${createdAt}`, 'count'],
    ...Object.entries(rows)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => [name, count] as const),
    ...Object.entries(documents).map(([name, count]) => [`${name} (MongoDB)`, count] as const),
    ['uploads of unfinished imports', uploads],
  ]);
}
