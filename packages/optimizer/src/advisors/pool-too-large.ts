import { type Advisor, durationText, percent } from './advisor.ts';

/** Pools that keep far more connections than were ever busy. */
export const poolTooLarge: Advisor = {
  id: 'pool-too-large',
  judge({ pools }, { poolUse, poolUseSeconds }) {
    const known = pools.filter(({ history }) => history !== null);
    if (known.length === 0) return null;
    return known.flatMap(({ snapshot, size, history }) => {
      if (history === null || history.seconds < poolUseSeconds || size < 5) return [];
      const use = history.maxActive / size;
      if (use >= poolUse) return [];
      return [
        {
          subject: `pool ${snapshot.name}`,
          severity: 'info' as const,
          title: `Pool ${snapshot.name} keeps ${size} connections; at most ${history.maxActive} were busy`,
          evidence: {
            size,
            maxActive: history.maxActive,
            meanActive: history.meanActive,
            use,
            seconds: history.seconds,
            samples: history.samples,
          },
          threshold: {
            rule: `less than ${percent(poolUse)} of the size busy at the busiest sample of ${durationText(poolUseSeconds)} or more`,
            source: 'pgdoctor, connection-efficiency: busy below 20 %',
          },
          remedy: {
            kind: 'configuration' as const,
            text: `poolSize: ${Math.max(2, Math.ceil(history.maxActive * 2))}   # now ${size}`,
          },
        },
      ];
    });
  },
};
