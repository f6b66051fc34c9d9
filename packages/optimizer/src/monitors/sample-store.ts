import { type HourlyAverage } from '@sizewise/shared';

import { type Queryable } from '../pools/queryable.ts';

/** How long each resolution is kept, seconds. */
export const RETENTION = { raw: 24 * 3600, minute: 14 * 24 * 3600, hour: 400 * 24 * 3600 } as const;
/** Paths that are kept at most; more would come from names that never end. */
const MOST_METRICS = 1000;

const WRITE = `
  WITH given AS (SELECT path, value FROM unnest($2::text[], $3::float8[]) g (path, value)),
  known AS (SELECT m.id, m.path FROM sizewise.metrics m WHERE m.path = ANY ($2)),
  fresh AS (
    INSERT INTO sizewise.metrics (path)
    SELECT path FROM given WHERE path NOT IN (SELECT path FROM known)
    LIMIT greatest(0, ${MOST_METRICS} - (SELECT count(*) FROM sizewise.metrics))
    RETURNING id, path)
  INSERT INTO sizewise.metric_samples (metric_id, at, value)
  SELECT m.id, $1, given.value FROM given JOIN (TABLE known UNION ALL TABLE fresh) m USING (path)
  ON CONFLICT DO NOTHING`;

/** Rolls one table up into the next; from the last step that is there, which may have been written too early. */
function rollUpSql(from: string, into: string, step: string, figures: string): string {
  return `
    INSERT INTO sizewise.${into} AS rolled (metric_id, at, samples, mean, min, max)
    SELECT m.id, s.* FROM sizewise.metrics m
      LEFT JOIN LATERAL (SELECT at FROM sizewise.${into} WHERE metric_id = m.id ORDER BY at DESC LIMIT 1) last ON true
      CROSS JOIN LATERAL (
        SELECT date_bin('1 ${step}', at, 'epoch') AS bin, ${figures} FROM sizewise.${from}
        WHERE metric_id = m.id AND at >= coalesce(last.at, '-infinity') GROUP BY 1) s
    ON CONFLICT (metric_id, at) DO UPDATE
      SET samples = excluded.samples, mean = excluded.mean, min = excluded.min, max = excluded.max
      WHERE rolled.samples <> excluded.samples`;
}

const ROLL_UP = [
  rollUpSql('metric_samples', 'metric_minutes', 'minute', 'count(*), avg(value), min(value), max(value)'),
  rollUpSql(
    'metric_minutes',
    'metric_hours',
    'hour',
    'sum(samples), sum(mean * samples) / sum(samples), min(min), max(max)',
  ),
];

const PRUNE = [
  ['metric_samples', RETENTION.raw],
  ['metric_minutes', RETENTION.minute],
  ['metric_hours', RETENTION.hour],
] as const;

/** Samples of metrics in PostgreSQL, with their means by minute and by hour. */
export class SampleStore {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** Keeps the figures of one moment. */
  async write(at: Date, figures: ReadonlyMap<string, number>): Promise<void> {
    await this.#database.query(WRITE, [at, [...figures.keys()], [...figures.values()]], 'samples write');
  }

  /** Brings minutes and hours up to the samples that are there; may run at any time, again and again. */
  async rollUp(): Promise<void> {
    for (const sql of ROLL_UP) await this.#database.query(sql);
  }

  /** Removes what is older than its retention. */
  async prune(now: Date): Promise<void> {
    for (const [table, seconds] of PRUNE) {
      await this.#database.query(
        `DELETE FROM sizewise.${table} s USING sizewise.metrics m WHERE s.metric_id = m.id AND s.at < $1`,
        [new Date(now.getTime() - seconds * 1000)],
      );
    }
  }

  /** Means of every metric by hour, oldest first; hours without a sample are left out. */
  async hourlyAverages(from: Date, to: Date): Promise<HourlyAverage[]> {
    const { rows } = await this.#database.query<{ at: Date; averages: Record<string, number> }>(
      `SELECT h.at, jsonb_object_agg(m.path, h.mean ORDER BY m.path) AS averages
       FROM sizewise.metrics m JOIN sizewise.metric_hours h ON h.metric_id = m.id
       WHERE h.at > $1::timestamptz - interval '1 hour' AND h.at < $2 GROUP BY h.at ORDER BY h.at`,
      [from, to],
    );
    return rows.map(({ at, averages }) => ({ at: at.toISOString(), averages }));
  }
}
