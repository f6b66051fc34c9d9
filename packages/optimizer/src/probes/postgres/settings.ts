import { z } from 'zod';

import { definePostgresProbe } from '../probe.ts';

/** Server settings that the advisors reason about; sizes in bytes. Of the asking session, whose pool must leave work_mem to the server. */
export const settingsProbe = definePostgresProbe({
  name: 'settings',
  row: z.object({
    maxConnections: z.number(),
    sharedBuffers: z.number(),
    effectiveCacheSize: z.number(),
    workMem: z.number(),
    hashMemMultiplier: z.number(),
    maxParallelWorkers: z.number(),
    maxParallelWorkersPerGather: z.number(),
    autovacuumMaxWorkers: z.number(),
    maintenanceWorkMem: z.number(),
    isAutovacuumOn: z.boolean(),
    idleInTransactionTimeoutSeconds: z.number(),
  }),
  sql: () => `
    SELECT current_setting('max_connections')::float8 AS "maxConnections",
      pg_size_bytes(current_setting('shared_buffers'))::float8 AS "sharedBuffers",
      pg_size_bytes(current_setting('effective_cache_size'))::float8 AS "effectiveCacheSize",
      pg_size_bytes(current_setting('work_mem'))::float8 AS "workMem",
      current_setting('hash_mem_multiplier')::float8 AS "hashMemMultiplier",
      current_setting('max_parallel_workers')::float8 AS "maxParallelWorkers",
      current_setting('max_parallel_workers_per_gather')::float8 AS "maxParallelWorkersPerGather",
      current_setting('autovacuum_max_workers')::float8 AS "autovacuumMaxWorkers",
      pg_size_bytes(current_setting('maintenance_work_mem'))::float8 AS "maintenanceWorkMem",
      current_setting('autovacuum')::bool AS "isAutovacuumOn",
      (SELECT setting::float8 / 1000 FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout')
        AS "idleInTransactionTimeoutSeconds"`,
});
