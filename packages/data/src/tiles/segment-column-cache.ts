import { type PostgresPool } from '@sizewise/optimizer';

import { applyChanges } from './apply-changes.ts';
import { loadSegmentColumns } from './load-segment-columns.ts';
import { type PublishedImport } from './project-state.ts';
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

  /** The columns of an import as they were at `version` or later. */
  async columnsOf(projectId: string, of: PublishedImport, version: string): Promise<SegmentColumns> {
    const source = { projectId, importId: of.id };
    let entry = this.#entries.get(of.id);
    if (entry?.key !== of.key) {
      const columns = loadSegmentColumns(this.#postgres, { ...source, onlyChanged: false }, of.segments);
      entry = { key: of.key, version, columns, bytes: 0 };
    } else if (entry.version !== version) {
      const before = entry.columns;
      entry.version = version;
      entry.columns = loadSegmentColumns(this.#postgres, { ...source, onlyChanged: true }, 0).then(
        async (changed) => {
          const columns = await before;
          applyChanges(columns, changed);
          return columns;
        },
      );
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
