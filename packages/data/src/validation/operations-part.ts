import { createPostgresService } from '../postgres-service.ts';
import { createSpatialStore } from '../spatial/create-spatial-store.ts';
import { type Bench } from './bench.ts';
import { sampleSegment } from './bulk-part.ts';
import { kept, partOf, type ValidationPart } from './validation-report.ts';
import { mean, repeated } from './timing.ts';

/** Mean time that an operation may take. */
const LIMIT_MS = 100;
const RUNS = 10;
const DUCTS = 500;
const POSTED = 100;

/** What people do in a project of some hundred ducts that carry air, each operation again and again. */
export async function operationsPart(bench: Bench): Promise<ValidationPart> {
  const { optimizer, spatialKind, signal } = bench;
  const service = createPostgresService(optimizer, spatialKind);
  const store = createSpatialStore(optimizer, spatialKind);
  const { segments, projects } = service;
  const ducts = Array.from({ length: DUCTS }, (_, i) => ({ ...sampleSegment(i), airflow: 0.1 + i / 1000 }));
  const { id } = await projects.create({ name: 'Operations', userId: 'estimator' });
  const ids = await service.bulkInsertSegments(id, ducts);
  const operations: Record<string, (run: number) => Promise<unknown>> = {
    createProject: (run) => projects.create({ name: `Building ${run}`, userId: 'estimator' }),
    userProjects: () => service.getUserProjectsOptimized('estimator', { limit: 20 }),
    postSegments: (run) => service.bulkInsertSegments(id, ducts.slice(run, run + POSTED)),
    listSegments: (run) => segments.list(id, { type: 'duct_segment', limit: 50 + run }),
    searchSegments: (run) => segments.list(id, { q: `duct ${run}`, limit: 50 }),
    changeAirflow: (run) => segments.update(id, ids[run] ?? '', { airflow: 0.5 }, 1),
    box: (run) => store.findSpatialDataInBounds(id, { minX: run, maxX: run + 20, minY: 0, maxY: 1 }),
    calculations: (run) => store.calculations(id, { minCfm: 200 + run, limit: 50 }),
    analytics: () => service.getProjectAnalyticsOptimized(id),
    spatialAnalytics: () => store.getProjectAnalytics(id),
  };
  const means: [string, number][] = [];
  for (const [name, operation] of Object.entries(operations))
    means.push([`${name}Ms`, mean(await repeated(RUNS, operation, signal))]);
  const meanMs = mean(means.map(([, ms]) => ms));
  return partOf('operations', [kept(meanMs, LIMIT_MS)], { meanMs, ...Object.fromEntries(means) });
}
