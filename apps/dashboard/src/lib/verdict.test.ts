import { type Alert, type PerformanceMetrics, type StoredFinding } from '@sizewise/shared';
import { expect, it } from 'vitest';

import { aMetricsSample } from './metrics-fixture.ts';
import { verdictOf } from './verdict.ts';

const service = { source: 'url', version: null, latency: null };
const well: PerformanceMetrics = {
  ...aMetricsSample(),
  services: [{ ...service, name: 'postgres', state: 'up', detail: '' }],
};
const finding: StoredFinding = {
  id: 'unused-index',
  subject: 'idx_a',
  severity: 'warning',
  title: 'Index idx_a was never used',
  evidence: {},
  threshold: { rule: '', source: '' },
  remedy: { kind: 'sql', text: '' },
  firstSeen: '2026-11-20T10:00:00Z',
  lastSeen: '2026-11-20T10:00:00Z',
  resolvedAt: null,
};
const verdict = (
  metrics: PerformanceMetrics | null,
  findings: StoredFinding[] | null,
  isStale = false,
  alerts: Alert[] = [],
) => verdictOf({ metrics, findings, isStale, alerts });

it('says that all is well only on fresh figures', () => {
  expect(verdict(null, [])).toMatchObject({ level: 'unknown' });
  expect(verdict(well, [], true)).toMatchObject({ level: 'unknown' });
  expect(verdict(well, [])).toMatchObject({
    level: 'good',
    text: 'All is well: 1 service up, no open finding',
  });
  expect(verdict(well, null).text).toContain('not read yet');
});

it('names the worst thing, where it is said, and how many others there are', () => {
  const critical: StoredFinding = {
    ...finding,
    id: 'sequence-end',
    severity: 'critical',
    title: 'At its end',
  };
  const down: PerformanceMetrics = {
    ...well,
    services: [...well.services, { ...service, name: 'redis', state: 'down', detail: 'refused' }],
  };
  expect(verdict(well, [finding])).toEqual({
    level: 'warning',
    text: 'Index idx_a was never used',
    link: '#/performance?finding=unused-index+idx_a',
    others: 0,
  });
  expect(verdict(well, [finding, critical])).toMatchObject({
    level: 'critical',
    text: 'At its end',
    others: 1,
  });
  expect(verdict(down, [finding, critical])).toMatchObject({ text: 'redis is down: refused', others: 2 });
});

it('leaves out what is only worth knowing, what is resolved and services that are not there', () => {
  const absent: PerformanceMetrics = {
    ...well,
    services: [...well.services, { ...service, name: 'mongo', state: 'absent', detail: 'none' }],
  };
  const quiet = [
    { ...finding, severity: 'info' as const },
    { ...finding, resolvedAt: '2026-11-21T10:00:00Z' },
  ];
  expect(verdict(absent, quiet)).toMatchObject({ level: 'good' });
});

it('warns of a cache tier that is passed by', () => {
  const tier = {
    name: 'L2',
    state: 'down' as const,
    entries: null,
    bytes: null,
    hitRatio: null,
    samples: 0,
    hits: 0,
  };
  const sample = { ...well, cache: { ...well.cache, tiers: [tier] } };
  expect(verdict(sample, [])).toMatchObject({ level: 'warning', text: 'Cache tier L2 is down' });
});

it('says which metric is beyond its line, and how far it went', () => {
  const alert: Alert = {
    metric: 'system.eventLoopDelay',
    severity: 'critical',
    side: 'above',
    warning: 0.1,
    critical: 1,
    openedAt: '2026-11-20T10:00:00Z',
    value: 0.2,
    criticalAt: '2026-11-20T10:00:10Z',
    worst: 2,
    worstAt: '2026-11-20T10:00:10Z',
    closedAt: null,
  };
  expect(verdict(well, [finding], false, [alert])).toMatchObject({
    level: 'critical',
    text: 'Event loop delay came to 2 s, above 1 s',
    link: '#/overview',
    others: 1,
  });
});
