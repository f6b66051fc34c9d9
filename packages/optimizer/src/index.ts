export * from './connection-budget.ts';
export * from './errors.ts';
export * from './pools/lease.ts';
export * from './pools/mongo-options.ts';
export * from './pools/mongo-pool.ts';
export * from './pools/postgres-options.ts';
export * from './pools/postgres-pool.ts';
