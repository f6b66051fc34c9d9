import { type PerformanceReport, type Recommendation } from '@sizewise/shared';

import { type Advice } from '../advisors/advise.ts';
import { type Evidence } from '../advisors/evidence.ts';
import { FindingStore } from '../advisors/finding-store.ts';
import { SampleStore } from '../monitors/sample-store.ts';
import { type Queryable } from '../pools/queryable.ts';
import { reasonOf } from '../probes/probe.ts';
import { queryPerformanceOf, readSlowQueries } from './slow-queries.ts';

const DAY_MS = 24 * 3600 * 1000;

type Report = Omit<PerformanceReport, 'currentMetrics'>;

/**
 * The parts of the report that come from the databases.
 * @param withSession runs work on a session
 * @param judge collects evidence and asks the advisors
 */
export async function buildReport(
  withSession: <T>(work: (session: Queryable) => Promise<T>) => Promise<T>,
  judge: (session: Queryable) => Promise<{ evidence: Evidence; advice: Advice }>,
): Promise<Report> {
  const reasons: { field: string; reason: string }[] = [];
  const now = new Date();
  const tryFor = async <T>(field: string, read: () => Promise<T>): Promise<T | null> => {
    try {
      return await read();
    } catch (error) {
      reasons.push({ field, reason: reasonOf(error) });
      return null;
    }
  };
  const empty: Report = {
    at: now.toISOString(),
    hourlyAverages: null,
    queryPerformance: null,
    slowQueries: null,
    recommendations: null,
    reasons,
  };
  const report = await tryFor('report', () =>
    withSession(async (session): Promise<Report> => {
      const from = new Date(now.getTime() - DAY_MS);
      const hourlyAverages = await tryFor('hourlyAverages', () =>
        new SampleStore(session).hourlyAverages(from, now),
      );
      const judged = await tryFor('recommendations', () => judge(session));
      if (judged === null) return { ...empty, hourlyAverages };
      const { evidence, advice } = judged;
      reasons.push(...missingEvidence(evidence));
      const { postgres } = evidence;
      return {
        ...empty,
        hourlyAverages,
        queryPerformance: postgres && queryPerformanceOf(postgres),
        slowQueries: postgres && (await readSlowQueries(session, postgres)),
        recommendations: await tryFor('recommendations', () => withFirstSeen(session, advice)),
      };
    }),
  );
  return report ?? empty;
}

async function withFirstSeen(session: Queryable, { findings }: Advice): Promise<Recommendation[]> {
  const open = await new FindingStore(session).list('open');
  const times = new Map(open.map(({ id, subject, firstSeen }) => [`${id} ${subject}`, firstSeen]));
  return findings.map((finding) => ({
    ...finding,
    firstSeen: times.get(`${finding.id} ${finding.subject}`) ?? null,
  }));
}

const FIELDS: Readonly<Record<string, string>> = {
  statements: 'slowQueries',
  statementSums: 'queryPerformance',
};

/** What no advisor could judge by, and why. */
function missingEvidence({ postgres, mongo, machineMemory }: Evidence): { field: string; reason: string }[] {
  const { server: _, ...probes } = postgres ?? { server: null };
  const results = { ...probes, ...mongo };
  const missing = Object.entries(results).flatMap(([name, { reason }]) => {
    return reason === null
      ? []
      : [{ field: FIELDS[name] ?? 'recommendations', reason: `${name}: ${reason}` }];
  });
  if (machineMemory === null) {
    missing.push({ field: 'recommendations', reason: 'memory: PostgreSQL runs on another machine' });
  }
  return missing;
}
