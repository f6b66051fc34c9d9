export * from './errors.ts';
export * from './pools/lease.ts';
export * from './pools/postgres-options.ts';
export * from './pools/postgres-pool.ts';
