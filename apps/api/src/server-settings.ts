import { type Config } from './config/config.ts';

/** Settings of a PostgreSQL of our own that a person has chosen; `auto` leaves them to what the machine has. */
export function serverSettings(config: Config): Readonly<Record<string, string>> {
  const chosen = {
    shared_buffers: config.DATABASE_SHARED_BUFFERS,
    effective_cache_size: config.DATABASE_EFFECTIVE_CACHE_SIZE,
  };
  return Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== 'auto'));
}
