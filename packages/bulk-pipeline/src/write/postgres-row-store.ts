import { type Database } from '../ports.ts';
import { type SideTables } from './side-tables.ts';

const TABLES = ['project_segments', 'spatial_data', 'calculations'] as const;

/** The rows of imports in PostgreSQL. */
export class PostgresRowStore {
  readonly #db: Database;
  readonly #sideTables: SideTables;

  constructor(db: Database, sideTables: SideTables) {
    this.#db = db;
    this.#sideTables = sideTables;
  }

  /** Deletes every row of one import. */
  async deleteImport(projectId: string, importId: string): Promise<void> {
    await this.#sideTables.drop(importId);
    for (const table of TABLES) {
      await this.#db.query(`DELETE FROM sizewise.${table} WHERE import_id = $2 AND project_id = $1`, [
        projectId,
        importId,
      ]);
    }
  }

  /** PostgreSQL's own position is taken in the transaction that publishes. */
  async operationTime(): Promise<null> {
    return null;
  }
}
