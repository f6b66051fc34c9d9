import { type Advisor, durationText } from './advisor.ts';

/** A burst, such as that of a start whose connections are being opened, is over by then. */
const MINUTES = 3;

/** Pools whose requests wait for connections. */
export const poolTooSmall: Advisor = {
  id: 'pool-too-small',
  judge({ pools, postgres }, { poolWaitP95 }) {
    if (pools.length === 0) return null;
    const activity = postgres?.activity.value?.[0];
    return pools.flatMap(({ snapshot, size, recentWaits }) => {
      const { name, waitP95, waiting, active, max } = snapshot;
      const isNew = recentWaits.length < MINUTES || Math.min(...recentWaits) < poolWaitP95;
      if (waitP95 === null || waitP95 < poolWaitP95 || isNew) return [];
      const room = activity ? activity.maxConnections - activity.serverTotal : null;
      return [
        {
          subject: `pool ${name}`,
          severity: 'warning' as const,
          title: `One request in twenty waits ${durationText(waitP95)} or longer for a connection of pool ${name}`,
          evidence: { waitP95, waiting, active, max, size, serverConnectionsLeft: room },
          threshold: {
            rule: `95th percentile of the wait of ${durationText(poolWaitP95)} or more over the last minute, and in ${MINUTES} minutes before`,
            source: 'own: a wait as long as what MongoDB Atlas calls a slow query',
          },
          remedy: {
            kind: 'configuration' as const,
            text: `poolSize: ${Math.ceil(size * 1.5)}   # now ${size}, most ${max}; first see whether statements or transactions hold connections too long`,
          },
        },
      ];
    });
  },
};
