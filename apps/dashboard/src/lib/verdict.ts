import { type Alert, type PerformanceMetrics, type StoredFinding } from '@sizewise/shared';

import { chartsOf, metricLabel } from '../overview/chart-list.ts';
import { findingLink, overviewLink, performanceLink } from './route.ts';
import { formatUnit } from './units.ts';

export type Level = 'good' | 'warning' | 'critical' | 'unknown';

/** Whether all is well, in one line. */
export interface Verdict {
  readonly level: Level;
  readonly text: string;
  /** Where more is said. */
  readonly link: string | null;
  /** Other things that are not well either. */
  readonly others: number;
}

export interface VerdictInput {
  readonly metrics: PerformanceMetrics | null;
  /** The figures are out of date, or the server cannot be reached. */
  readonly isStale: boolean;
  /** null until they have been read. */
  readonly findings: readonly StoredFinding[] | null;
  /** Those that are open; null until they have been read. */
  readonly alerts: readonly Alert[] | null;
}

interface Trouble {
  readonly level: 'warning' | 'critical';
  readonly text: string;
  readonly link: string;
}

/** The worst of what services, cache tiers, alerts and findings say; critical before warning, services first. */
export function verdictOf({ metrics, isStale, findings, alerts }: VerdictInput): Verdict {
  const unknown = { level: 'unknown', link: null, others: 0 } as const;
  if (metrics === null) return { ...unknown, text: 'Waiting for the first figures' };
  if (isStale) return { ...unknown, text: 'No new figures from the server: how it is now is not known' };
  const troubles = [
    ...troublesNow(metrics),
    ...(alerts ?? []).map((alert) => troubleOfAlert(alert, metrics)),
    ...(findings ?? []).flatMap(troubleOf),
  ];
  const worst = troubles.find(({ level }) => level === 'critical') ?? troubles[0];
  if (worst) return { ...worst, others: troubles.length - 1 };
  const up = metrics.services.filter(({ state }) => state === 'up').length;
  const services = `${up} ${up === 1 ? 'service' : 'services'} up`;
  const text = `All is well: ${services}, ${findings === null ? 'findings not read yet' : 'no open finding'}`;
  return { level: 'good', text, link: performanceLink(), others: 0 };
}

function troublesNow({ services, cache }: PerformanceMetrics): Trouble[] {
  const link = performanceLink('services');
  return [
    ...services.flatMap(({ name, state, detail }): Trouble[] =>
      state === 'down' ? [{ level: 'critical', text: `${name} is down: ${detail}`, link }] : [],
    ),
    ...cache.tiers.flatMap(({ name, state }): Trouble[] =>
      state === 'up' ? [] : [{ level: 'warning', text: `Cache tier ${name} is ${state}`, link }],
    ),
  ];
}

function troubleOfAlert(
  { metric, severity, side, warning, critical, worst }: Alert,
  metrics: PerformanceMetrics,
): Trouble {
  const { text, unit } = metricLabel(metric, chartsOf(metrics));
  const line = formatUnit(severity === 'critical' ? critical : warning, unit);
  return {
    level: severity,
    text: `${text} came to ${formatUnit(worst, unit)}, ${side} ${line}`,
    link: overviewLink(),
  };
}

function troubleOf({ id, subject, severity, title, resolvedAt }: StoredFinding): Trouble[] {
  if (severity === 'info' || resolvedAt !== null) return [];
  return [{ level: severity, text: title, link: findingLink(id, subject) }];
}
