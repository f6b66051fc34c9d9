import { once } from 'node:events';
import { finished } from 'node:stream/promises';

import { type BackupTable } from '@sizewise/shared';
import { type Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import { BackupDamagedError } from './errors.ts';
import { quoted, tableName } from './table-catalogue.ts';

/** Loads the rows of one table after the other. */
export class TableLoader {
  readonly #session: Client;
  readonly #tables: ReadonlyMap<string, BackupTable>;
  readonly #rows = new Map<string, number>();
  #current: { name: string; copy: ReturnType<typeof copyFrom>; done: Promise<void> } | null = null;

  constructor(session: Client, tables: readonly BackupTable[]) {
    this.#session = session;
    this.#tables = new Map(tables.map((table) => [table.name, table]));
  }

  /** @throws BackupDamagedError for a table that the schema does not name; the server's fault for rows it refuses */
  async add(name: string, data: Buffer): Promise<void> {
    if (this.#current?.name !== name) {
      await this.end();
      this.#begin(name);
    }
    if (this.#current && !this.#current.copy.write(data)) {
      const { copy, done } = this.#current;
      await Promise.race([once(copy, 'drain'), done]);
    }
  }

  /** Ends the table at work. */
  async end(): Promise<void> {
    if (!this.#current) return;
    const { name, copy, done } = this.#current;
    this.#current = null;
    copy.end();
    await done;
    this.#rows.set(name, (this.#rows.get(name) ?? 0) + copy.rowCount);
  }

  rowsOf(name: string): number {
    return this.#rows.get(name) ?? 0;
  }

  #begin(name: string): void {
    const table = this.#tables.get(name);
    if (!table) throw new BackupDamagedError(`rows of an unknown table ${name}`);
    const target = `${tableName(name)} (${table.columns.map(quoted).join(', ')})`;
    const copy = this.#session.query(copyFrom(`COPY ${target} FROM STDIN`));
    const done = finished(copy);
    // The fault is told by the next part, or by the end.
    done.catch(() => undefined);
    this.#current = { name, copy, done };
  }
}
