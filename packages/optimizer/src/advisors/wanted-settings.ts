import { OptimizerConfigurationError } from '../errors.ts';
import { memoryBytes } from '../pools/memory-size.ts';
import { type WantedSetting } from './evidence.ts';

/** Memory settings of the server, as PostgreSQL writes them; null asks for nothing. */
export interface ServerMemory {
  /** `shared_buffers`. Default `512MB`. */
  readonly sharedBuffers?: string | null | undefined;
  /** `effective_cache_size`. Default `2GB`. */
  readonly effectiveCacheSize?: string | null | undefined;
}

export const DEFAULT_SERVER_MEMORY = { sharedBuffers: '512MB', effectiveCacheSize: '2GB' } as const;

/**
 * What a server that is not started by the program itself is compared with.
 * @throws OptimizerConfigurationError
 */
export function wantedSettings({ sharedBuffers, effectiveCacheSize }: ServerMemory): WantedSetting[] {
  return [
    ...wanted('shared_buffers', sharedBuffers, DEFAULT_SERVER_MEMORY.sharedBuffers),
    ...wanted('effective_cache_size', effectiveCacheSize, DEFAULT_SERVER_MEMORY.effectiveCacheSize),
  ];
}

function wanted(
  name: WantedSetting['name'],
  given: string | null | undefined,
  fallback: string,
): WantedSetting[] {
  if (given === null) return [];
  const bytes = memoryBytes(given ?? fallback);
  if (bytes === null) throw new OptimizerConfigurationError([`${name} must look like 512MB`]);
  return [{ name, bytes, isLeast: given === undefined }];
}
