import { type Advisor, percent } from './advisor.ts';

/** A server that is about to refuse connections. */
export const connectionLimit: Advisor = {
  id: 'connection-limit',
  judge({ postgres }, { connectionShare, connectionShareCritical }) {
    const activity = postgres?.activity.value?.[0];
    if (!activity) return null;
    const { serverTotal, maxConnections, idle, active } = activity;
    const share = serverTotal / maxConnections;
    if (share < connectionShare) return [];
    return [
      {
        subject: 'server',
        severity: share >= connectionShareCritical ? 'critical' : 'warning',
        title: `${serverTotal} of ${maxConnections} connections are taken`,
        evidence: { serverTotal, maxConnections, share, activeHere: active, idleHere: idle },
        threshold: {
          rule: `${percent(connectionShare)} of max_connections or more, critical from ${percent(connectionShareCritical)}`,
          source: 'pgdoctor, connection-health',
        },
        remedy: {
          kind: 'configuration',
          text: `max_connections = ${Math.ceil((maxConnections * 1.5) / 10) * 10}   # needs a restart; smaller pools are the better way where sessions are idle`,
        },
      },
    ];
  },
};
