import { type ClientConfig } from 'pg';

import { type ResolvedPostgresPoolOptions } from './postgres-options.ts';

/** The driver's settings of one connection; session settings go with the startup packet, so they cost no round trip. */
export function clientConfig(options: ResolvedPostgresPoolOptions): ClientConfig {
  const settings = [
    ...(options.workMem === null ? [] : [`-c work_mem=${options.workMem}`]),
    `-c max_parallel_workers_per_gather=${options.enableParallelQueries ? options.parallelWorkers : 0}`,
  ];
  const session = [...settings, options.clientConfig.options].filter(Boolean).join(' ');
  return {
    ...options.clientConfig,
    ...(options.connectionString === ''
      ? {}
      : { connectionString: withSettings(options.connectionString, session) }),
    application_name: options.applicationName,
    statement_timeout: options.statementTimeout * 1000,
    lock_timeout: options.lockTimeout * 1000,
    connectionTimeoutMillis: options.connectTimeout * 1000,
    keepAlive: true,
    keepAliveInitialDelayMillis: options.keepAliveDelay * 1000,
    options: session,
  };
}

/** The driver prefers what the URL says, so settings of a URL that has some are put beside ours; there they win. */
function withSettings(connectionString: string, session: string): string {
  const url = URL.parse(connectionString);
  const own = url?.searchParams.get('options');
  if (!url || !own) return connectionString;
  url.searchParams.set('options', `${session} ${own}`);
  return url.href;
}
