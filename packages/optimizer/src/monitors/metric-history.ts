import { type MetricHistory } from '@sizewise/shared';

import { InvalidRangeError, MetricNotFoundError } from '../errors.ts';
import { type Queryable } from '../pools/queryable.ts';
import { RETENTION } from './sample-store.ts';

/** Points of one answer at most. */
const MOST_POINTS = 5000;
/** Points where no step is asked for. */
const USUAL_POINTS = 300;

const RESOLUTIONS = [
  {
    name: 'raw',
    step: 1,
    table: 'metric_samples',
    figures: '1 AS samples, value AS mean, value AS min, value AS max',
  },
  { name: 'minute', step: 60, table: 'metric_minutes', figures: 'samples, mean, min, max' },
  { name: 'hour', step: 3600, table: 'metric_hours', figures: 'samples, mean, min, max' },
] as const;

export interface HistoryQuery {
  /** Dotted path, for example `postgresql.cacheHitRatio`. */
  readonly metric: string;
  /** Default: an hour before `to`. */
  readonly from?: Date | undefined;
  /** Default: now. */
  readonly to?: Date | undefined;
  /** Seconds between two points; raised to what is kept of that time. Default: about 300 points. */
  readonly step?: number | undefined;
}

interface Plan {
  readonly from: Date;
  readonly to: Date;
  readonly step: number;
  readonly resolution: (typeof RESOLUTIONS)[number];
}

/** @throws InvalidRangeError */
function planHistory({ from: wantedFrom, to = new Date(), step: wantedStep }: HistoryQuery, now: Date): Plan {
  const from = wantedFrom ?? new Date(to.getTime() - 3_600_000);
  const seconds = (to.getTime() - from.getTime()) / 1000;
  if (!(seconds > 0)) throw new InvalidRangeError('from must lie before to');
  if (from > now) throw new InvalidRangeError('from lies in the future');
  const step = wantedStep ?? Math.max(1, Math.ceil(seconds / USUAL_POINTS));
  const age = (now.getTime() - from.getTime()) / 1000;
  const resolution =
    age <= RETENTION.raw && step < 60
      ? RESOLUTIONS[0]
      : age <= RETENTION.minute && step < 3600
        ? RESOLUTIONS[1]
        : RESOLUTIONS[2];
  const whole = Math.ceil(step / resolution.step) * resolution.step;
  if (seconds / whole > MOST_POINTS) {
    throw new InvalidRangeError(
      `${Math.ceil(seconds / whole)} points are asked for, ${MOST_POINTS} is the most`,
    );
  }
  return { from, to, step: whole, resolution };
}

/**
 * One metric over time. Points begin at multiples of the step; a step without a sample is a gap, whose figures are null.
 * @throws MetricNotFoundError, InvalidRangeError
 */
export async function readHistory(
  database: Queryable,
  query: HistoryQuery,
  now: Date = new Date(),
): Promise<MetricHistory> {
  const { from, to, step, resolution } = planHistory(query, now);
  const known = await database.query<{ id: number }>('SELECT id FROM sizewise.metrics WHERE path = $1', [
    query.metric,
  ]);
  const [metric] = known.rows;
  if (!metric) throw new MetricNotFoundError(query.metric);
  const { rows } = await database.query<{
    at: Date;
    value: number | null;
    min: number | null;
    max: number | null;
    samples: number;
  }>(
    `SELECT g.at, s.value, s.min, s.max, coalesce(s.samples, 0)::int AS samples
     FROM generate_series(date_bin(make_interval(secs => $4), $2, 'epoch'), $3::timestamptz - interval '1 microsecond',
       make_interval(secs => $4)) g (at)
     LEFT JOIN (
       SELECT date_bin(make_interval(secs => $4), at, 'epoch') AS at, sum(mean * samples) / sum(samples) AS value,
         min(min) AS min, max(max) AS max, sum(samples) AS samples
       FROM (SELECT at, ${resolution.figures} FROM sizewise.${resolution.table}
         WHERE metric_id = $1 AND at >= date_bin(make_interval(secs => $4), $2, 'epoch') AND at < $3) r
       GROUP BY 1) s USING (at)
     ORDER BY g.at`,
    [metric.id, from, to, step],
  );
  return {
    metric: query.metric,
    from: from.toISOString(),
    to: to.toISOString(),
    step,
    resolution: resolution.name,
    points: rows.map(({ at, ...figures }) => ({ at: at.toISOString(), ...figures })),
  };
}

/** The dotted paths of which a sample was ever kept; a thousand at most. */
export async function readMetricNames(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ path: string }>('SELECT path FROM sizewise.metrics ORDER BY path');
  return rows.map(({ path }) => path);
}
