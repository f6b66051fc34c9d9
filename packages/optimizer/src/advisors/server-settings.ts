import { type Finding } from '@sizewise/shared';

import { type Advisor, bytesText } from './advisor.ts';
import { type WantedSetting } from './evidence.ts';
import { type Thresholds } from './thresholds.ts';

/** Memory settings that only the server can set, and that it has otherwise than the configuration wants them. */
export const serverSettings: Advisor = {
  id: 'server-settings',
  judge({ postgres, wantedSettings }, thresholds) {
    const settings = postgres?.settings.value?.[0];
    if (!settings) return null;
    return wantedSettings.flatMap((wanted) =>
      judgeOne(
        wanted,
        wanted.name === 'shared_buffers' ? settings.sharedBuffers : settings.effectiveCacheSize,
        thresholds,
      ),
    );
  },
};

function judgeOne(
  { name, bytes: wanted, isLeast }: WantedSetting,
  actual: number,
  { settingFactor }: Thresholds,
): Omit<Finding, 'id'>[] {
  const isLow = actual * settingFactor < wanted;
  const isHigh = !isLeast && actual > wanted * settingFactor;
  if (!isLow && !isHigh) return [];
  const text = `${Math.max(1, Math.round(wanted / 1024 ** 2))}MB`;
  const end =
    name === 'shared_buffers'
      ? '-- takes effect at the next start of the server'
      : 'SELECT pg_reload_conf();';
  return [
    {
      subject: name,
      severity: isLow ? 'warning' : 'info',
      title: `The server has ${name} = ${bytesText(actual)}; ${bytesText(wanted)} is configured`,
      evidence: { actualBytes: actual, wantedBytes: wanted, factor: actual / wanted },
      threshold: {
        rule: `less than the configured value over ${settingFactor}${isLeast ? '' : `, or more than it times ${settingFactor}`}`,
        source:
          'own: a factor of two is the step in which pgtune and PostgreSQL’s own advice (a quarter of memory) vary',
      },
      remedy: { kind: 'sql', text: `ALTER SYSTEM SET ${name} = '${text}';\n${end}` },
    },
  ];
}
