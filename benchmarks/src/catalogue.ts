import { copyBoth, copyHalfMillion, copySegments } from './measures/against-copy.ts';
import { multiRowInsert, singleInsert } from './measures/against-inserts.ts';
import { mongoInsert } from './measures/against-insert-one.ts';
import { mongoOrdered } from './measures/against-insert-many.ts';
import { dxf } from './measures/against-dxf-parser.ts';
import { ifcB03, ifcHandbook, ifcSchool } from './measures/against-web-ifc.ts';
import { type Benchmark } from './measures/benchmark.ts';
import { bulkServices } from './measures/bulk-services.ts';
import { cache } from './measures/cache.ts';
import { cacheUpdates } from './measures/cache-updates.ts';
import { ductNetwork } from './measures/duct-network.ts';
import { dxfGigabyte, ifcHalfGigabyte, ndjsonGigabyte } from './measures/large-files.ts';
import { onlineFirst } from './measures/online-first.ts';
import { planFrames } from './measures/plan-frames.ts';
import { pool } from './measures/pool.ts';
import { indexes } from './measures/indexes.ts';
import { scaling } from './measures/scaling.ts';
import { tiles } from './measures/tiles.ts';
import { workers } from './measures/workers.ts';

/** Every benchmark, in the order in which they run. */
export const BENCHMARKS: readonly Benchmark[] = [
  copySegments,
  copyHalfMillion,
  copyBoth,
  scaling,
  multiRowInsert,
  singleInsert,
  mongoInsert,
  mongoOrdered,
  ifcSchool,
  ifcHandbook,
  ifcB03,
  dxf,
  ndjsonGigabyte,
  dxfGigabyte,
  ifcHalfGigabyte,
  ductNetwork,
  tiles,
  planFrames,
  pool,
  cache,
  cacheUpdates,
  bulkServices,
  indexes,
  onlineFirst,
  workers,
];
