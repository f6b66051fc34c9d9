import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';

import { createTestDatabase, type TestDatabase } from '../src/databases.ts';
import { describeWith } from '../src/describe-with.ts';
import { createTestMongoDatabase } from '../src/mongo-databases.ts';
import { REPOSITORY_ROOT } from '../src/repository-root.ts';
import { type ServiceName } from '../src/required.ts';
import { Project } from './project.ts';

const SAMPLES = join(REPOSITORY_ROOT, 'samples');

interface Printed {
  readonly imports: { fileName: string; status: string; segmentsWritten: number; spatialWritten: number }[];
  readonly threads: number;
}

/** Imports every sample with two threads, and prints what became of each, as JSON. */
const PROGRAM = `
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createImportPipeline } from '@sizewise/bulk-pipeline';

const { DATABASE_URL, MONGO_URL, SAMPLES, FILES, TMPDIR } = process.env;
const pipeline = createImportPipeline({
  databaseUrl: DATABASE_URL,
  spoolDir: join(TMPDIR, 'spool'),
  workers: 2,
  chunkBytes: 65_536,
  ...(MONGO_URL && { spatial: { kind: 'mongo', url: MONGO_URL, database: new URL(MONGO_URL).pathname.slice(1) } }),
});
await pipeline.migrate();
const projectId = randomUUID();
const threads = new Set();
const imports = [];
for (const fileName of JSON.parse(FILES)) {
  const { status, segmentsWritten, spatialWritten } = await pipeline.run(join(SAMPLES, fileName), {
    projectId,
    fileName,
    onProgress: ({ workers }) => workers.forEach(({ id }) => threads.add(id)),
  });
  imports.push({ fileName, status, segmentsWritten, spatialWritten });
}
await pipeline.close();
console.log(JSON.stringify({ imports, threads: threads.size }));
`;

for (const kind of ['postgres', 'mongo'] as const) {
  const needed: ServiceName[] = kind === 'mongo' ? ['postgres', 'mongo'] : ['postgres'];
  describeWith(needed, `bulk-pipeline in an app, spatial documents in ${kind}`, () => {
    let project: Project;
    let database: TestDatabase;
    beforeAll(async () => {
      project = await Project.create(inject('tarballs'), ['shared', 'bulk-pipeline']);
      database = await createTestDatabase();
    });
    afterAll(async () => {
      await project[Symbol.asyncDispose]();
      await database.close();
    });

    it('imports every sample in the worker threads of its bundle', async () => {
      await using mongo = kind === 'mongo' ? createTestMongoDatabase() : null;
      const files = (await readdir(SAMPLES)).filter((name) => !name.endsWith('.md'));
      const printed = await project.run(PROGRAM, {
        DATABASE_URL: database.url,
        MONGO_URL: mongo?.url,
        SAMPLES,
        FILES: JSON.stringify(files),
      });
      const { imports, threads } = JSON.parse(printed) as Printed;
      expect(imports.map(({ fileName, status }) => `${fileName} ${status}`)).toEqual(
        files.map((name) => `${name} completed`),
      );
      for (const { segmentsWritten, spatialWritten } of imports) {
        expect(segmentsWritten).toBeGreaterThan(0);
        expect(spatialWritten).toBe(segmentsWritten);
      }
      expect(threads).toBe(2);
    });
  });
}
