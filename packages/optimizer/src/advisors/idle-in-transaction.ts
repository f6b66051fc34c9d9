import { type Advisor, durationText } from './advisor.ts';

/** Sessions that hold a transaction open and do nothing: their locks stay, and vacuum cannot remove dead rows. */
export const idleInTransaction: Advisor = {
  id: 'idle-in-transaction',
  judge({ postgres }, { idleInTransaction: limit, idleInTransactionCritical }) {
    const sessions = postgres?.idleTransactions.value;
    if (!sessions) return null;
    return sessions
      .filter(({ idleSeconds }) => idleSeconds >= limit)
      .map(({ pid, application, user, idleSeconds, transactionSeconds, blocked }) => ({
        subject: `session ${pid}`,
        severity: blocked > 0 || idleSeconds >= idleInTransactionCritical ? 'critical' : 'warning',
        title: `Session ${pid} of ${application || user || 'someone'} has been idle in a transaction for ${durationText(idleSeconds)}`,
        evidence: { pid, application, user, idleSeconds, transactionSeconds, blockedSessions: blocked },
        threshold: {
          rule: `${durationText(limit)} or longer; critical where it blocks others or from ${durationText(idleInTransactionCritical)}`,
          source: 'pgEdge pg-healthcheck: 30 s',
        },
        remedy: {
          kind: 'sql',
          text: `SELECT pg_terminate_backend(${pid});\n-- against the next one:\nALTER ROLE ${user === null ? 'CURRENT_USER' : `"${user.replaceAll('"', '""')}"`} SET idle_in_transaction_session_timeout = '60s';`,
        },
      }));
  },
};
