import { type SpatialTarget } from '@sizewise/bulk-pipeline';

import { type DatabaseUrls, type Pools } from './pools.ts';

/** Where imports put spatial documents: where they are read. */
export function spatialTargetOf(
  { spatialKind, optimizer }: Pick<Pools, 'spatialKind' | 'optimizer'>,
  { mongo }: Pick<DatabaseUrls, 'mongo'>,
): SpatialTarget {
  if (spatialKind !== 'mongo' || mongo.url === null || optimizer.mongo === null) return { kind: 'postgres' };
  return { kind: 'mongo', url: mongo.url, database: optimizer.mongo.db.databaseName };
}
