import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisDriver } from 'bentocache/drivers/redis';
import { Redis } from 'ioredis';

/** BentoCache's in-process tier alone, in its faster setting: values are kept as they are, not as JSON. */
export function bentoInMemory(maxItems: number) {
  const memory = bentostore().useL1Layer(memoryDriver({ maxItems, serialize: false }));
  return new BentoCache({ default: 'memory', stores: { memory } });
}

/** BentoCache on Redis without an in-process tier. */
export function bentoOnRedis(url: string) {
  const redis = bentostore().useL2Layer(redisDriver({ connection: new Redis(url) }));
  return new BentoCache({ default: 'redis', stores: { redis } });
}
