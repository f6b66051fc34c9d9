import { type Alert, type MetricThreshold, thresholdLines } from '@sizewise/shared';

import { type Queryable } from '../pools/queryable.ts';
import { type KeptAlert, nextAlerts, type WatchedValue } from './next-alert.ts';

/** Alerts are kept as long as hours of samples, seconds. */
const KEPT_SECONDS = 400 * 24 * 3600;
/** Alerts of one answer at most. */
const MOST_LISTED = 1000;

const COLUMNS = `metric, side, warning, critical, value, worst, opened_at AS "openedAt", critical_at AS "criticalAt",
  worst_at AS "worstAt", seen_at AS "seenAt", closed_at AS "closedAt"`;

const KEEP = `
  INSERT INTO sizewise.alerts
    (metric, side, warning, critical, value, worst, opened_at, critical_at, worst_at, seen_at, closed_at)
  SELECT a."metric", a."side", a."warning", a."critical", a."value", a."worst", a."openedAt", a."criticalAt",
    a."worstAt", a."seenAt", a."closedAt"
  FROM jsonb_to_recordset($1::jsonb) a ("metric" text, "side" text, "warning" float8, "critical" float8, "value" float8,
    "worst" float8, "openedAt" timestamptz, "criticalAt" timestamptz, "worstAt" timestamptz, "seenAt" timestamptz,
    "closedAt" timestamptz)
  ON CONFLICT (metric, opened_at) DO UPDATE SET critical_at = excluded.critical_at, worst = excluded.worst,
    worst_at = excluded.worst_at, seen_at = excluded.seen_at, closed_at = excluded.closed_at`;

export interface AlertQuery {
  /** Open at this time or later; default: since ever. */
  readonly from?: Date | undefined;
  /** Opened before this time; default: now. */
  readonly to?: Date | undefined;
  /** Only those that are open still. */
  readonly isOpen?: boolean | undefined;
}

/** Alerts in PostgreSQL: when a metric crossed its lines, how far it went and when it was back. */
export class AlertStore {
  readonly #database: Queryable;

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** Opens, follows and closes alerts by the figures of one moment. */
  async record(
    at: Date,
    figures: ReadonlyMap<string, number>,
    thresholds: readonly MetricThreshold[],
  ): Promise<void> {
    const { rows } = await this.#database.query<KeptAlert>(
      `SELECT ${COLUMNS} FROM sizewise.alerts WHERE closed_at IS NULL`,
    );
    const open = new Map(rows.map((alert) => [alert.metric, alert]));
    const watched = watchedValues(figures, thresholds);
    const next = [...new Set([...open.keys(), ...watched.keys()])].flatMap((metric) =>
      nextAlerts(open.get(metric) ?? null, watched.get(metric) ?? null, at),
    );
    // Of a metric only one may be open, so the one before is closed first.
    for (const isClosed of [true, false]) {
      const alerts = next.filter(({ closedAt }) => (closedAt !== null) === isClosed);
      if (alerts.length > 0) await this.#database.query(KEEP, [JSON.stringify(alerts)]);
    }
  }

  /** Removes what is older than 400 days. */
  async prune(now: Date): Promise<void> {
    await this.#database.query('DELETE FROM sizewise.alerts WHERE closed_at < $1', [
      new Date(now.getTime() - KEPT_SECONDS * 1000),
    ]);
  }

  /** Newest first; at most 1,000. */
  async list({ from, to, isOpen = false }: AlertQuery = {}): Promise<Alert[]> {
    const { rows } = await this.#database.query<KeptAlert>(
      `SELECT ${COLUMNS} FROM sizewise.alerts
       WHERE ($1::timestamptz IS NULL OR closed_at IS NULL OR closed_at >= $1)
         AND ($2::timestamptz IS NULL OR opened_at < $2) AND (NOT $3 OR closed_at IS NULL)
       ORDER BY opened_at DESC, metric LIMIT ${MOST_LISTED}`,
      [from ?? null, to ?? null, isOpen],
    );
    return rows.map(alertOf);
  }
}

/** The figures that have lines; one whose lines do not count yet has none. */
function watchedValues(
  figures: ReadonlyMap<string, number>,
  thresholds: readonly MetricThreshold[],
): Map<string, WatchedValue> {
  const watched = new Map<string, WatchedValue>();
  for (const [metric, value] of figures) {
    const lines = thresholdLines(metric, thresholds, (path) => figures.get(path) ?? null);
    if (lines === null) continue;
    const counts = lines.needs === null || (figures.get(lines.needs.path) ?? 0) >= lines.needs.atLeast;
    watched.set(metric, { metric, value, lines: counts ? lines : null });
  }
  return watched;
}

function alertOf({ metric, side, warning, critical, value, worst, ...at }: KeptAlert): Alert {
  return {
    metric,
    severity: at.criticalAt === null ? 'warning' : 'critical',
    side,
    warning,
    critical,
    openedAt: at.openedAt.toISOString(),
    value,
    criticalAt: at.criticalAt?.toISOString() ?? null,
    worst,
    worstAt: at.worstAt.toISOString(),
    closedAt: at.closedAt?.toISOString() ?? null,
  };
}
