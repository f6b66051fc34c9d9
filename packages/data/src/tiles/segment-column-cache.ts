import { type PostgresPool } from '@sizewise/optimizer';

import { applyChanges } from './apply-changes.ts';
import { loadSegmentColumns } from './load-segment-columns.ts';
import { type ProjectState, type PublishedImport } from './project-state.ts';
import { type SegmentColumns } from './segment-columns.ts';

interface Entry {
  readonly key: string;
  /** Version of the project that the columns show. */
  version: string;
  columns: Promise<SegmentColumns>;
  bytes: number;
}

/**
 * Columns of imports, bounded in bytes; the import that was asked for longest ago goes first. Rows of an import never
 * go one by one: after a change of the project only those that were changed are read again.
 */
export class SegmentColumnCache {
  readonly #postgres: PostgresPool;
  readonly #maxBytes: number;
  /** In the order in which they were last asked for. */
  readonly #entries = new Map<string, Entry>();

  constructor(postgres: PostgresPool, maxBytes: number) {
    this.#postgres = postgres;
    this.#maxBytes = maxBytes;
  }

  /** The columns of imports as they were in `state` or later. */
  async columnsOf(projectId: string, { version, imports }: ProjectState): Promise<SegmentColumns[]> {
    const stale = imports.filter(({ id, key }) => {
      const entry = this.#entries.get(id);
      return entry?.key === key && entry.version !== version;
    });
    const changed = await this.#changedOf(stale);
    const columns: SegmentColumns[] = [];
    // One after the other: a project of many imports must not take every connection.
    for (const one of imports) columns.push(await this.#read(projectId, one, version, changed.has(one.id)));
    return columns;
  }

  async #read(
    projectId: string,
    of: PublishedImport,
    version: string,
    isChanged: boolean,
  ): Promise<SegmentColumns> {
    const source = { projectId, importId: of.id };
    let entry = this.#entries.get(of.id);
    if (entry?.key !== of.key) {
      const columns = loadSegmentColumns(this.#postgres, { ...source, onlyChanged: false }, of.segments);
      entry = { key: of.key, version, columns, bytes: 0 };
    } else if (entry.version !== version) {
      entry.version = version;
      if (isChanged) {
        const changes = loadSegmentColumns(this.#postgres, { ...source, onlyChanged: true }, 0);
        entry.columns = Promise.all([entry.columns, changes]).then(([columns, changed]) => {
          applyChanges(columns, changed);
          return columns;
        });
      }
    }
    this.#entries.delete(of.id);
    this.#entries.set(of.id, entry);
    try {
      const columns = await entry.columns;
      entry.bytes = columns.bytes;
      this.#evict(of.id);
      return columns;
    } catch (error) {
      if (this.#entries.get(of.id) === entry) this.#entries.delete(of.id);
      throw error;
    }
  }

  /** Those of the imports that have changed rows, now or long ago. */
  async #changedOf(imports: readonly PublishedImport[]): Promise<ReadonlySet<string>> {
    if (imports.length === 0) return new Set();
    const { rows } = await this.#postgres.query<{ id: string }>(
      `SELECT DISTINCT import_id AS id FROM sizewise.project_segments
       WHERE import_id = ANY($1::uuid[]) AND version > 1`,
      [imports.map(({ id }) => id)],
    );
    return new Set(rows.map(({ id }) => id));
  }

  #evict(kept: string): void {
    let bytes = [...this.#entries.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const [id, entry] of this.#entries) {
      if (bytes <= this.#maxBytes) return;
      if (id === kept) continue;
      this.#entries.delete(id);
      bytes -= entry.bytes;
    }
  }
}
