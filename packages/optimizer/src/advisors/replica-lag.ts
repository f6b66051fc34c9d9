import { type Advisor, bytesText, durationText } from './advisor.ts';

/** Replicas that are behind: reads that must see every write go to the primary meanwhile. */
export const replicaLag: Advisor = {
  id: 'replica-lag',
  judge({ postgres }, { replicaLag: limit, replicaLagCritical, replicaLagBytes }) {
    const replicas = postgres?.replication.value;
    if (!replicas) return null;
    return replicas.flatMap(({ name, state, lagSeconds, lagBytes }) => {
      const seconds = lagSeconds ?? 0;
      const bytes = lagBytes ?? 0;
      if (seconds < limit && bytes < replicaLagBytes) return [];
      const behind = [
        ...(seconds >= limit ? [durationText(seconds)] : []),
        ...(bytes >= replicaLagBytes ? [bytesText(bytes)] : []),
      ];
      return [
        {
          subject: `replica ${name}`,
          severity: seconds >= replicaLagCritical ? ('critical' as const) : ('warning' as const),
          title: `Replica ${name} is ${behind.join(' and ')} behind`,
          evidence: { state, lagSeconds, lagBytes },
          threshold: {
            rule: `${durationText(limit)}, critical from ${durationText(replicaLagCritical)}, or ${bytesText(replicaLagBytes)} not replayed`,
            source: 'PgHero, replication lag: 5 s; own for the bytes: four segments of the write-ahead log',
          },
          remedy: {
            kind: 'sql' as const,
            text:
              '-- on the replica: is it held, and who holds it?\n' +
              'SELECT pg_is_wal_replay_paused(), pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn();\n' +
              "SELECT pid, now() - xact_start AS age FROM pg_stat_activity WHERE backend_xmin IS NOT NULL AND state <> 'idle' ORDER BY 2 DESC;\n" +
              '-- SELECT pg_wal_replay_resume();   -- where it was paused',
          },
        },
      ];
    });
  },
};
