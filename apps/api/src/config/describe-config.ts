import { type ConfigurationSetting } from '@sizewise/shared';

import { type Config } from './config.ts';
import { VARIABLES, type VariableName } from './variables.ts';

/** The PostgreSQL setting that a variable sets: for the sessions of the API pool, or for a server started here. */
const POSTGRESQL: Partial<Record<VariableName, string>> = {
  DATABASE_STATEMENT_TIMEOUT: 'statement_timeout',
  DATABASE_WORK_MEM: 'work_mem',
  DATABASE_SHARED_BUFFERS: 'shared_buffers',
  DATABASE_EFFECTIVE_CACHE_SIZE: 'effective_cache_size',
};

/** Every setting of this process with where it came from; secrets keep their values to themselves. */
export function describeConfig(config: Config): ConfigurationSetting[] {
  return (Object.keys(VARIABLES) as VariableName[]).map((name) => {
    const { meaning, secret, fallback } = VARIABLES[name];
    const given = config.given.get(name);
    const inForce = config[name];
    return {
      name,
      meaning,
      value: secret ? null : (given ?? fallback),
      inForce: secret || inForce === undefined ? null : Array.isArray(inForce) ? [...inForce] : inForce,
      source: given === undefined ? 'default' : 'environment',
      isSecret: secret === true,
      postgresql: POSTGRESQL[name] ?? null,
    };
  });
}
