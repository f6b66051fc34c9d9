import { AppError } from '@sizewise/shared';

import { isLoopback } from '../access/loopback.ts';
import { VARIABLES, type Values, type VariableName } from './variables.ts';

/** The settings of one process: parsed once, frozen, then passed to whatever needs them. */
export interface Config extends Values {
  /** Folders that are searched for server binaries. */
  readonly PATH: string;
  /** What the environment sets, as it is written there. */
  readonly given: ReadonlyMap<VariableName, string>;
}

/** The environment holds values that cannot be used; `data.faults` lists every one. */
export class InvalidConfigurationError extends AppError {
  constructor(faults: readonly string[]) {
    super(
      'invalid_configuration',
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n  ${faults.join('\n  ')}`,
      {
        data: { faults },
      },
    );
  }
}

/**
 * Reads the settings from an environment. Blank variables count as not set.
 * @throws InvalidConfigurationError with every fault, not only the first; secrets are never repeated.
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const names = Object.keys(VARIABLES) as VariableName[];
  const given = new Map<VariableName, string>();
  for (const name of names) {
    const text = environment[name]?.trim() ?? '';
    if (text !== '') given.set(name, text);
  }
  const values = Object.fromEntries(
    names.map((name) => [name, readOne(name, given.get(name), faults)]),
  ) as unknown as Values;
  faults.push(...crossFaults(values));
  if (faults.length > 0) throw new InvalidConfigurationError(faults);
  return Object.freeze({ ...values, PATH: environment['PATH'] ?? '', given });
}

function readOne(name: VariableName, given: string | undefined, faults: string[]): unknown {
  const { schema, fallback, secret } = VARIABLES[name];
  const text = given ?? fallback;
  if (text === null) return undefined;
  const result = schema.safeParse(text);
  if (result.success) return Object.freeze(result.data);
  const value = secret === true ? '' : `, not ${JSON.stringify(text)}`;
  faults.push(`${name}: ${result.error.issues[0]?.message ?? 'not usable'}${value}`);
  return undefined;
}

/** Faults of values that do not fit together; one that has a fault of its own is undefined and counts as fitting. */
function crossFaults(values: Partial<Values>): string[] {
  const faults: string[] = [];
  if (values.HOST !== undefined && !isLoopback(values.HOST) && values.SIZEWISE_API_KEY === undefined) {
    faults.push(`HOST: ${values.HOST} is open to other machines, so SIZEWISE_API_KEY must be set`);
  }
  if ((values.MONGO_MIN_POOL_SIZE ?? 0) > (values.MONGO_MAX_POOL_SIZE ?? Infinity)) {
    faults.push(`MONGO_MIN_POOL_SIZE: ${values.MONGO_MIN_POOL_SIZE} is above MONGO_MAX_POOL_SIZE`);
  }
  if ((values.DATABASE_REPLICA_URLS ?? []).length > 0 && values.DATABASE_URL === undefined) {
    faults.push('DATABASE_REPLICA_URLS: replicas need DATABASE_URL beside them');
  }
  return faults;
}

/** The URL of Redis that the settings name, or undefined. */
export function redisUrlOf(config: Config): string | undefined {
  if (config.REDIS_URL !== undefined) return config.REDIS_URL;
  return config.REDIS_HOST === undefined ? undefined : `redis://${config.REDIS_HOST}:${config.REDIS_PORT}`;
}
