import { type Client } from 'pg';

/** An import as far as its documents and its upload are concerned. */
export interface KeptImport {
  readonly id: string;
  readonly status: string;
  readonly attempt: number;
  /** Its chunks are planned: what its upload was read into is complete. */
  readonly isPlanned: boolean;
  /** Changes with every change of its row, and so with every change of its documents once it is completed. */
  readonly row: string;
}

/** Statuses under which an import has rows, or will have. */
const WITH_ROWS: ReadonlySet<string> = new Set(['queued', 'running', 'completed']);

export async function readImports(session: Client): Promise<KeptImport[]> {
  const { rows } = await session.query<KeptImport>(
    `SELECT id, status, attempt, stage IN ('write', 'publish') IS TRUE AS "isPlanned", xmin::text AS row
     FROM sizewise.imports ORDER BY created_at, id`,
  );
  return rows;
}

/** True of one that may still write rows. */
export function isUnfinished({ status }: KeptImport): boolean {
  return status === 'queued' || status === 'running';
}

/** Imports with rows at `before` whose rows were taken away, or written anew, until `now`. */
export function withdrawnOf(before: readonly KeptImport[], now: readonly KeptImport[]): string[] {
  const current = new Map(now.map((one) => [one.id, one]));
  return before
    .filter(({ status }) => WITH_ROWS.has(status))
    .filter(({ id, attempt }) => {
      const found = current.get(id);
      return !found || !WITH_ROWS.has(found.status) || found.attempt !== attempt;
    })
    .map(({ id }) => id);
}
