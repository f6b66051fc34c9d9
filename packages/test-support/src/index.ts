export * from './browser.ts';
export * from './databases.ts';
export * from './describe-with.ts';
export * from './drawings.ts';
export * from './mongo-databases.ts';
export * from './provided.ts';
export { REPOSITORY_ROOT } from './repository-root.ts';
export * from './required.ts';
export * from './servers.ts';
