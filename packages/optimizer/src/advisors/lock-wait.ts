import { type Advisor, durationText } from './advisor.ts';

/** Sessions that have waited long for a lock of another one. */
export const lockWait: Advisor = {
  id: 'lock-wait',
  judge({ postgres }, { lockWait: limit, lockWaitCritical }) {
    const waits = postgres?.locks.value;
    if (!waits) return null;
    return waits
      .filter(({ waitSeconds }) => waitSeconds >= limit)
      .map(({ pid, application, waitSeconds, lockType, relation, blockedBy }) => ({
        subject: `session ${pid}`,
        severity: waitSeconds >= lockWaitCritical ? 'critical' : 'warning',
        title: `Session ${pid} of ${application || 'someone'} has waited ${durationText(waitSeconds)} for a lock${relation === null ? '' : ` on ${relation}`}`,
        evidence: { pid, application, waitSeconds, lockType, relation, blockedBy: blockedBy.join(', ') },
        threshold: {
          rule: `${durationText(limit)} or longer, critical from ${durationText(lockWaitCritical)}`,
          source:
            'own: the lock_timeout of imports and maintenance; critical as PgHero, long_running_queries',
        },
        remedy: {
          kind: 'sql',
          text: `SELECT pid, state, wait_event, now() - xact_start AS age, query FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids(${pid}));\n-- SELECT pg_cancel_backend(pid);   -- of the one that may be ended`,
        },
      }));
  },
};
