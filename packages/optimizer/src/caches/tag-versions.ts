import { z } from 'zod';

import { type Queryable } from '../pools/queryable.ts';
import { type TagVersions } from './cache-entry.ts';

const BATCH = 1000;

const tagRows = z.array(z.object({ tag: z.string(), version: z.coerce.number() }));
const historyRow = z.object({ history: z.string(), horizon: z.coerce.number() });

/** Which history of writes the versions belong to, and how far it had come. */
export interface TagHistory {
  /** Another database, a restored one or a promoted standby has another name. */
  readonly name: string;
  /** Every transaction below this number had ended. */
  readonly horizon: number;
}

/** The versions of tags, from the one place that is always right. */
export class PostgresTagVersions {
  readonly #session: Queryable;

  constructor(session: Queryable) {
    this.#session = session;
  }

  /** A tag that was never invalidated has version 0. */
  async versionsOf(tags: readonly string[]): Promise<TagVersions> {
    const { rows } = await this.#session.query(
      'SELECT tag, version FROM sizewise.cache_tags WHERE tag = ANY($1)',
      [tags],
      'cache_versions',
    );
    const versions = new Map(tags.map((tag) => [tag, 0]));
    for (const { tag, version } of tagRows.parse(rows)) versions.set(tag, version);
    return versions;
  }

  async history(): Promise<TagHistory> {
    const { rows } = await this.#session.query(
      `SELECT concat_ws('/', s.system_identifier, d.oid, left(pg_walfile_name(pg_current_wal_lsn()), 8)) AS history,
         pg_snapshot_xmin(pg_current_snapshot())::text AS horizon
       FROM pg_control_system() s, pg_database d WHERE d.datname = current_database()`,
    );
    const { history: name, horizon } = historyRow.parse(rows[0]);
    return { name, horizon };
  }

  /**
   * Tags invalidated by transactions from this number on, in batches: a version is never below the number of the
   * transaction that set it.
   */
  async *changedSince(horizon: number): AsyncGenerator<TagVersions> {
    let after = '';
    for (;;) {
      const { rows } = await this.#session.query(
        `SELECT tag, version FROM sizewise.cache_tags WHERE version >= $1 AND tag > $2 ORDER BY tag LIMIT $3`,
        [horizon, after, BATCH],
      );
      const batch = tagRows.parse(rows);
      yield new Map(batch.map(({ tag, version }) => [tag, version]));
      const last = batch[BATCH - 1];
      if (!last) return;
      after = last.tag;
    }
  }
}
