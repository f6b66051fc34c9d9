import { MONGO_INDEXES } from '../indexes/mongo-indexes.ts';
import { POSTGRES_INDEXES } from '../indexes/postgres-index-list.ts';
import { createPostgresService } from '../postgres-service.ts';
import { openSpatialStore } from '../spatial/create-spatial-store.ts';
import { type Bench } from './bench.ts';
import { median, repeated } from './timing.ts';

/** One query with its index and without, in one run. */
export interface IndexEffect {
  readonly query: 'box' | 'cfmRange' | 'textSearch' | 'userProjects';
  readonly index: string;
  readonly store: 'postgres' | 'mongo';
  /** Median, milliseconds. */
  readonly withMs: number;
  readonly withoutMs: number;
  /** How many times as fast the query is with the index. */
  readonly ratio: number;
  /** What the ratio has to reach. */
  readonly target: number;
}

interface Trial {
  readonly query: IndexEffect['query'];
  readonly index: string;
  readonly store: IndexEffect['store'];
  readonly target: number;
  readonly run: (index: number) => Promise<unknown>;
}

const LIMIT = 100;
const WARM_UP = 3;

function trialsOf({ uncached, spatialKind, plan }: Bench): Trial[] {
  const store = openSpatialStore(uncached, spatialKind);
  const { segments, projects } = createPostgresService(uncached, spatialKind);
  const { projectId } = plan;
  const box = spatialKind === 'mongo' ? 'idx_spatial_project_cells' : 'idx_spatial_bounds';
  return [
    {
      query: 'box',
      index: box,
      store: spatialKind,
      target: 10,
      run: (i) => store.findSpatialDataInBounds(projectId, plan.box(i), { limit: 1000 }),
    },
    {
      query: 'cfmRange',
      index: 'idx_calculations_cfm',
      store: spatialKind,
      target: 5,
      run: (i) => store.calculations(projectId, { ...plan.cfm(i), limit: LIMIT }),
    },
    {
      query: 'textSearch',
      index: 'idx_segments_search',
      store: 'postgres',
      target: 10,
      run: (i) => segments.list(projectId, { q: plan.word(i), limit: LIMIT }),
    },
    {
      query: 'userProjects',
      index: 'idx_projects_user_created',
      store: 'postgres',
      target: 10,
      run: () => projects.list({ userId: plan.userId, limit: LIMIT }),
    },
  ];
}

/** Takes an index away; what it gives puts it back, where it was there. */
async function withoutIndex({ uncached }: Bench, trial: Trial): Promise<() => Promise<unknown>> {
  if (trial.store === 'mongo') {
    const index = MONGO_INDEXES.find(({ options }) => options.name === trial.index);
    const collection = uncached.mongo?.db.collection(index?.collection ?? '');
    if (!index || !collection || !(await collection.indexExists(trial.index))) return async () => undefined;
    await collection.dropIndex(trial.index);
    return () => collection.createIndex(index.key, { ...index.options });
  }
  const { rows } = await uncached.postgres.query<{ there: boolean }>(
    `SELECT to_regclass('sizewise.' || $1) IS NOT NULL AS there`,
    [trial.index],
  );
  const index = POSTGRES_INDEXES.find(({ name }) => name === trial.index);
  if (!index || rows[0]?.there !== true) return async () => undefined;
  await uncached.postgres.query(`DROP INDEX sizewise.${index.name}`);
  return () =>
    uncached.postgres.query(`CREATE INDEX ${index.name} ON sizewise.${index.table} ${index.definition}`);
}

/**
 * Times each query as it stands, then with its index taken away; afterwards every index is as it was.
 * @param runs of each query with the index, and without
 * @param store whose queries are timed; default all
 */
export async function measureIndexEffects(
  bench: Bench,
  runs: { readonly with: number; readonly without: number },
  store?: IndexEffect['store'],
): Promise<IndexEffect[]> {
  const effects: IndexEffect[] = [];
  for (const trial of trialsOf(bench)) {
    if (store !== undefined && trial.store !== store) continue;
    const { run, ...rest } = trial;
    await repeated(WARM_UP, run, bench.signal);
    const withMs = median(await repeated(runs.with, run, bench.signal));
    const putBack = await withoutIndex(bench, trial);
    try {
      await run(0);
      const withoutMs = median(await repeated(runs.without, run, bench.signal));
      effects.push({ ...rest, withMs, withoutMs, ratio: withoutMs / withMs });
    } finally {
      await putBack();
    }
  }
  return effects;
}
