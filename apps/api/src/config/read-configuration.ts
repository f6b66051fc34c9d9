import { memoryBytes, type Queryable, readServerSettings, type SettingInForce } from '@sizewise/optimizer';
import { type ConfigurationReport, type ConfigurationSetting, type ServerSetting } from '@sizewise/shared';

import { type Config } from './config.ts';
import { describeConfig } from './describe-config.ts';

/** What is in force in this process and in its sessions of PostgreSQL. Never rejects: `reason` says what cannot be had. */
export async function readConfiguration(config: Config, database: Queryable): Promise<ConfigurationReport> {
  const settings = describeConfig(config);
  try {
    const inForce = await readServerSettings(database);
    return { settings, postgresql: inForce.map((one) => compare(one, settings)), reason: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { settings, postgresql: null, reason };
  }
}

function compare(
  { amount, ...setting }: SettingInForce,
  settings: readonly ConfigurationSetting[],
): ServerSetting {
  const ours = settings.find(({ postgresql }) => postgresql === setting.name);
  const isLeft = ours === undefined || ours.value === null || ours.value === 'auto';
  const wanted = isLeft ? null : ours.value;
  const wantedAmount =
    typeof ours?.inForce === 'number' ? ours.inForce : wanted === null ? null : memoryBytes(wanted);
  return {
    ...setting,
    variable: ours?.name ?? null,
    wanted,
    isOther: wantedAmount !== null && amount !== null && wantedAmount !== amount,
  };
}
