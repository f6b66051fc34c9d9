import { withoutLiterals } from '../report/without-literals.ts';
import { type Advisor, durationText, percent } from './advisor.ts';

/** Statements whose mean time is long and that are called often. */
export const slowQuery: Advisor = {
  id: 'slow-query',
  judge({ postgres }, { slowQueryMean, slowQueryCalls }) {
    const statements = postgres?.statements.value;
    if (!statements) return null;
    return statements
      .filter(({ meanSeconds, calls }) => meanSeconds >= slowQueryMean && calls >= slowQueryCalls)
      .map(({ queryId, text, calls, meanSeconds, maxSeconds, totalSeconds, share, rows }) => ({
        subject: `query ${queryId}`,
        severity: share >= 0.5 ? 'warning' : 'info',
        title: `A statement takes ${durationText(meanSeconds)} on average and ${percent(share)} of all time`,
        evidence: { text: withoutLiterals(text), calls, meanSeconds, maxSeconds, totalSeconds, share, rows },
        threshold: {
          rule: `mean of ${durationText(slowQueryMean)} or more over ${slowQueryCalls} calls or more`,
          source: 'PgHero, slow_query_ms and slow_query_calls',
        },
        remedy: { kind: 'sql', text: `EXPLAIN (GENERIC_PLAN) ${withoutLiterals(text)};` },
      }));
  },
};
