export { displayName } from './accept-upload.ts';
export * from './errors.ts';
export * from './import-pipeline.ts';
export { inspectDrawing } from './inspect-drawing.ts';
export { migratePipeline, readMigrations } from './migrate.ts';
export { type PipelineOptions } from './options.ts';
export { createImportPipeline } from './pipeline.ts';
export { type Database, type Queryable } from './ports.ts';
export { type SpatialTarget } from './worker-protocol.ts';
