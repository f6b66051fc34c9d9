import { type ServerMemory } from '@sizewise/optimizer';

import { type Config } from './config/config.ts';

/** Memory of the server that a person has chosen; `auto` leaves it open. */
export function serverMemory(config: Config): ServerMemory {
  const chosen = (value: string): string | undefined => (value === 'auto' ? undefined : value);
  return {
    sharedBuffers: chosen(config.DATABASE_SHARED_BUFFERS),
    effectiveCacheSize: chosen(config.DATABASE_EFFECTIVE_CACHE_SIZE),
  };
}

/** The same as settings of a PostgreSQL of our own; what is open is left to what the machine has. */
export function serverSettings(config: Config): Readonly<Record<string, string>> {
  const { sharedBuffers, effectiveCacheSize } = serverMemory(config);
  return {
    ...(sharedBuffers ? { shared_buffers: sharedBuffers } : {}),
    ...(effectiveCacheSize ? { effective_cache_size: effectiveCacheSize } : {}),
  };
}
