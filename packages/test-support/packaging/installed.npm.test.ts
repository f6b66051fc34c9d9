import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { createTestDatabase, type TestDatabase } from '../src/databases.ts';
import { describeWithPostgres } from '../src/describe-with.ts';
import { PACKAGES, type PackageName } from '../src/packages.ts';
import { readmeExamples } from '../src/readme.ts';
import { REPOSITORY_ROOT } from '../src/repository-root.ts';
import { Project } from './project.ts';

/** What of the workspace is installed for each package: what it depends on, nothing else. */
const INSTALLED: Readonly<Record<PackageName, readonly PackageName[]>> = {
  shared: ['shared'],
  optimizer: ['shared', 'optimizer'],
  'bulk-pipeline': ['shared', 'bulk-pipeline'],
  data: ['shared', 'optimizer', 'bulk-pipeline', 'data'],
  services: ['shared', 'services'],
};

async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(({ parentPath, name }) => stat(join(parentPath, name))));
  return sizes.reduce((bytes, { size }) => bytes + size, 0);
}

describe.each(PACKAGES)('%s in an app', (name) => {
  const [example] = readmeExamples(join(REPOSITORY_ROOT, 'packages', name, 'README.md'));
  let project: Project;
  beforeAll(async () => {
    project = await Project.create(inject('tarballs'), INSTALLED[name]);
    const bytes = await folderBytes(join(project.folder, 'node_modules'));
    process.stdout.write(`${name}: ${(bytes / 1e6).toFixed(1)} MB installed\n`);
  });
  afterAll(() => project[Symbol.asyncDispose]());

  it('can be imported and required, also where the app has a condition `source`', async () => {
    const required = `console.log(typeof require('@sizewise/${name}'))`;
    expect(await project.node(['--input-type=commonjs', '-e', required])).toBe('object\n');
    const imported = `console.log(typeof await import('@sizewise/${name}'))`;
    expect(await project.node(['--conditions=source', '--input-type=module', '-e', imported])).toBe(
      'object\n',
    );
  });

  it('gives types to the example of its README', async () => {
    const unknown = `// @ts-expect-error without types, every name would do\nimport { nothing } from '@sizewise/${name}';\n`;
    await expect(project.typeCheck(`${example!.code}${unknown}void nothing;\n`)).resolves.toBeUndefined();
  });

  describeWithPostgres('with a database', () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await createTestDatabase();
    });
    afterAll(() => database.close());

    it('runs the example of its README', async () => {
      expect(await project.run(example!.code, { DATABASE_URL: database.url })).toBe(example!.prints);
    });
  });
});
