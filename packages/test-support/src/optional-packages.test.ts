import { readFileSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { PACKAGES } from './packages.ts';
import { REPOSITORY_ROOT } from './repository-root.ts';

interface Manifest {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Packages that an installation may do without. */
function optionalPackages(folder: string): string[] {
  const text = readFileSync(join(REPOSITORY_ROOT, 'packages', folder, 'package.json'), 'utf8');
  const { optionalDependencies = {}, peerDependenciesMeta = {} } = JSON.parse(text) as Manifest;
  const peers = Object.entries(peerDependenciesMeta).filter(([, { optional }]) => optional === true);
  return [...Object.keys(optionalDependencies), ...peers.map(([name]) => name)];
}

/** Modules that are loaded with this one: `import { type A }` loads, `import type { A }` and `import()` do not. */
function loadedBy(source: string): string[] {
  const statements = source.matchAll(
    /^(?:import|export)\s+(?!type[\s{])(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm,
  );
  return [...statements].map(([, name]) => name ?? '');
}

it('knows which imports load a module', () => {
  const source = [
    "import a from 'a';",
    "import {\n  B,\n  type C,\n} from 'b/part';",
    "import { type D } from 'd';",
    "import type { E } from 'e';",
    "import 'f';",
    "export { G } from 'g';",
    "const h = await import('h');",
  ].join('\n');
  expect(loadedBy(source)).toEqual(['a', 'b/part', 'd', 'f', 'g']);
});

it('the pipeline has packages that it may do without', () => {
  expect(optionalPackages('bulk-pipeline')).toContain('@aws-sdk/client-s3');
});

it.each(PACKAGES)('%s loads optional packages where they are needed, not with itself', async (folder) => {
  const optional = optionalPackages(folder);
  const cwd = join(REPOSITORY_ROOT, 'packages', folder);
  const wrong: string[] = [];
  for await (const file of glob('src/**/*.ts', { cwd, exclude: (name) => name.endsWith('.test.ts') })) {
    const loaded = loadedBy(await readFile(join(cwd, file), 'utf8'));
    const found = optional.filter((name) => loaded.some((one) => one === name || one.startsWith(`${name}/`)));
    wrong.push(...found.map((name) => `${file}: ${name}`));
  }
  expect(wrong).toEqual([]);
});
