import { type CacheKind } from './cache-kinds.ts';

/** What happens in the cache, for those who watch it. Handlers run inside the read: they must be quick and not throw. */
export interface CacheEvents {
  'cache:hit': [{ readonly key: string; readonly kind: CacheKind; readonly tier: string }];
  /** No tier had the value; the loader runs, or one that runs already is shared. */
  'cache:miss': [{ readonly key: string; readonly kind: CacheKind }];
  /** The loader failed and a value beyond its lifetime stood in. */
  'cache:stale': [{ readonly key: string; readonly kind: CacheKind; readonly error: unknown }];
  'cache:set': [{ readonly key: string; readonly kind: CacheKind; readonly tier: string }];
  /** An entry gave way to others because the bytes of the tier are bounded. */
  'cache:evict': [{ readonly key: string; readonly tier: string }];
  'cache:invalidate': [{ readonly tags: readonly string[] }];
}
