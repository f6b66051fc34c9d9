import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createTestDatabase,
  describeWithPostgres,
  REPOSITORY_ROOT,
  type TestDatabase,
} from '@sizewise/test-support';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { PACKAGES } from '../src/packages.ts';
import { readmeExamples } from '../src/readme.ts';
import { runProgram } from '../src/run-program.ts';

describeWithPostgres('the example in the README', () => {
  let folder: string;
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'sizewise-readme-'));
    // An embedded PostgreSQL runs as a user of its own.
    await chmod(folder, 0o755);
    await mkdir(join(folder, 'node_modules', '@sizewise'), { recursive: true });
    for (const name of PACKAGES) {
      await symlink(
        join(REPOSITORY_ROOT, 'packages', name),
        join(folder, 'node_modules', '@sizewise', name),
        'junction',
      );
    }
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
    await database.close();
  });

  it.each(PACKAGES)('of %s prints what it says', async (name) => {
    const examples = readmeExamples(join(REPOSITORY_ROOT, 'packages', name, 'README.md'));
    expect(examples).toHaveLength(1);
    for (const { code, prints } of examples) {
      expect(code.split('\n').length - 1).toBeLessThanOrEqual(25);
      await writeFile(join(folder, 'example.mjs'), code);
      const env = { DATABASE_URL: database.url, TMPDIR: folder };
      const printed = await runProgram(process.execPath, ['--conditions=source', 'example.mjs'], {
        cwd: folder,
        env,
      });
      expect(printed).toBe(prints);
    }
  });
});
