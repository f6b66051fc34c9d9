import { type DatabasePerformanceOptimizer } from '@sizewise/optimizer';
import { type LENGTH_UNITS } from '@sizewise/shared';

import { openCalculationStore } from '../calculations/open-calculation-store.ts';
import { type SpatialStore } from '../contracts.ts';
import { openSpatialStore } from '../spatial/create-spatial-store.ts';
import { streamRows } from '../stream-rows.ts';
import { takeLock } from '../take-lock.ts';
import { adoptProject } from './adopt-project.ts';
import { type AdoptedProject, type AdoptReport } from './adopt-report.ts';
import { type ApplicationRow, checkSource, createSegmentReader, textOf } from './application-rows.ts';

const LOCK_KEY = 7_305_201_916;

export interface AdoptOptions {
  /** Schema of the application's tables. */
  readonly schema: string;
  /** Unit of lengths whose key names none, such as `in` or `m`; without it they are not read. */
  readonly unit?: keyof typeof LENGTH_UNITS | undefined;
  readonly onProject?: ((project: AdoptedProject) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Copies projects and segments of an application whose tables lie in the same database. Again and again: what is new is
 * added, what changed is updated, what is gone is removed; ids follow from the application's. Two runs take turns.
 * @throws AdoptSourceError
 */
export async function adoptApplication(
  optimizer: DatabasePerformanceOptimizer,
  spatialKind: SpatialStore['kind'],
  options: AdoptOptions,
): Promise<AdoptReport> {
  const { schema, unit = null, onProject, signal } = options;
  await using lock = await optimizer.postgres.acquire({ signal });
  await checkSource(lock, schema);
  await takeLock(lock, LOCK_KEY, signal);
  try {
    const context = {
      optimizer,
      spatial: openSpatialStore(optimizer, spatialKind),
      calculations: openCalculationStore(optimizer, spatialKind),
      schema: `"${schema.replaceAll('"', '""')}"`,
      read: createSegmentReader(unit),
      signal,
    };
    const projects: AdoptedProject[] = [];
    const skipped: string[] = [];
    const sql = `SELECT to_jsonb(p) AS row FROM ${context.schema}.projects p ORDER BY p.id`;
    for await (const rows of streamRows<{ row: ApplicationRow }>(optimizer.postgres, sql, [], signal)) {
      for (const { row } of rows) {
        signal?.throwIfAborted();
        if (row['status'] === 'deleted') {
          skipped.push(textOf(row['id']));
          continue;
        }
        const adopted = await adoptProject(context, row);
        onProject?.(adopted);
        projects.push(adopted);
      }
    }
    const total = (count: 'added' | 'updated' | 'removed'): number =>
      projects.reduce((sum, project) => sum + project[count], 0);
    return {
      schema,
      projects,
      skipped,
      added: total('added'),
      updated: total('updated'),
      removed: total('removed'),
    };
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [LOCK_KEY]);
  }
}
