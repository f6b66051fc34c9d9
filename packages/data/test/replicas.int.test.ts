import { DatabasePerformanceOptimizer } from '@sizewise/optimizer';
import {
  createTestDatabase,
  describeWithPostgres,
  serverUrl,
  type TestDatabase,
  withClient,
} from '@sizewise/test-support';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { createPostgresService, createSpatialStore, migrateAll } from '../src/index.ts';

/** A copy of a database stands for a replica: what it shows, and how far it is behind, the test decides. */
async function copyOf(database: TestDatabase): Promise<{ url: string; name: string }> {
  const name = `${database.name}_copy`;
  await withClient(serverUrl('postgres'), (client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${database.name}`),
  );
  const url = new URL(database.url);
  url.pathname = `/${name}`;
  return { url: url.href, name };
}

describeWithPostgres('reads on replicas', () => {
  const duct = {
    segmentType: 'duct_segment',
    name: 'On the primary',
    bounds: { minX: 0, minY: 0, minZ: 0, maxX: 1, maxY: 1, maxZ: 1 },
  } as const;
  let primary: TestDatabase;
  let replica: { url: string; name: string };
  let projectId = '';
  let segmentId = '';
  beforeAll(async () => {
    primary = await createTestDatabase({ templateKey: 'data', migrate: migrateAll });
    {
      await using optimizer = new DatabasePerformanceOptimizer({
        connectionString: primary.url,
        poolSize: 2,
      });
      const service = createPostgresService(optimizer);
      projectId = (await service.projects.create({ name: 'On the primary', userId: 'ann' })).id;
      [segmentId = ''] = await service.bulkInsertSegments(projectId, [duct]);
    }
    replica = await copyOf(primary);
    await onReplica(`UPDATE sizewise.project_segments SET name = 'On the replica'`);
    await onReplica(`UPDATE sizewise.projects SET name = 'On the replica'`);
    await onReplica(`UPDATE sizewise.spatial_data SET layer_type = 'on the replica'`);
  });
  afterAll(async () => {
    await withClient(serverUrl('postgres'), (client) =>
      client.query(`DROP DATABASE IF EXISTS ${replica.name} WITH (FORCE)`),
    );
    await primary.close();
  });
  const onReplica = (sql: string) => withClient(replica.url, (client) => client.query(sql));
  const open = (replicaUrls: string[]) =>
    new DatabasePerformanceOptimizer({ connectionString: primary.url, poolSize: 2, replicaUrls }, null, {
      maxBytes: 0,
    });
  /** Where each of the services reads. */
  const sources = async (optimizer: DatabasePerformanceOptimizer): Promise<string[]> => {
    const service = createPostgresService(optimizer);
    const store = createSpatialStore(optimizer);
    const box = { minX: 0, maxX: 1, minY: 0, maxY: 1 };
    return [
      (await service.segments.get(projectId, segmentId)).name,
      (await service.segments.list(projectId, { q: 'primary replica', limit: 1 })).items[0]?.name,
      (await service.segments.list(projectId, { limit: 1 })).items[0]?.name,
      (await service.projects.get(projectId)).name,
      (await service.getUserProjectsOptimized('ann'))[0]?.name,
      (await store.findSpatialDataInBounds(projectId, box)).items[0]?.layerType,
    ].map((name) =>
      name === undefined ? 'nothing found' : name?.includes('replica') ? 'replica' : 'primary',
    );
  };
  const all = (source: string) => [source, 'nothing found', source, source, source, source];

  it('go there while it has every write, and to the primary while it is behind', async () => {
    await using optimizer = open([replica.url]);
    expect(await sources(optimizer)).toEqual(all('replica'));
    const service = createPostgresService(optimizer);
    await service.segments.update(projectId, segmentId, { level: 'Level 1' }, 1);
    expect(await sources(optimizer)).toEqual(all('primary'));
    // Another project's writes do not concern this one, only the lists over all of them.
    const { rows } = await optimizer.postgres.query<{ tag: string; version: string }>(
      'SELECT tag, version FROM sizewise.cache_tags',
    );
    for (const { tag, version } of rows)
      await onReplica(
        `INSERT INTO sizewise.cache_tags (tag, version) VALUES ('${tag}', ${version}) ON CONFLICT (tag) DO UPDATE SET version = ${version}`,
      );
    expect(await sources(optimizer)).toEqual(all('replica'));
    await service.projects.create({ name: 'Another', userId: 'bob' });
    expect((await sources(optimizer)).slice(3, 5)).toEqual(['replica', 'primary']);
  });

  it('go to the primary where a replica has no answer', async () => {
    await using optimizer = open([replica.url]);
    await withClient(serverUrl('postgres'), (client) =>
      client.query(`DROP DATABASE ${replica.name} WITH (FORCE)`),
    );
    expect(await sources(optimizer)).toEqual(all('primary'));
  });
});
