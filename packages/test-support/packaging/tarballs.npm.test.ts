import { checkPackage, createPackageFromTarballData, type Package } from '@arethetypeswrong/core';
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, posix } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, inject, it } from 'vitest';

import { PACKAGES } from '../src/packages.ts';
import { REPOSITORY_ROOT } from '../src/repository-root.ts';

/** As attw's profile `esm-only`: `require` of ES modules works from Node 22.12 on, and node10 knows no `exports`. */
const NOT_MEANT = new Set(['node10', 'node16-cjs']);

interface Manifest {
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

describe.each(PACKAGES)('the tarball of %s', (name) => {
  const folder = join(REPOSITORY_ROOT, 'packages', name);
  let data: Uint8Array<ArrayBuffer>;
  let packed: Package;
  let files: string[];
  let manifest: Manifest;
  const text = (file: string): string => packed.readFile(`/node_modules/@sizewise/${name}/${file}`);

  beforeAll(() => {
    data = new Uint8Array(readFileSync(inject('tarballs')[name]));
    packed = createPackageFromTarballData(data);
    files = packed.listFiles().map((path) => path.slice(`/node_modules/@sizewise/${name}/`.length));
    manifest = JSON.parse(text('package.json')) as Manifest;
    const unpacked = files.reduce((bytes, file) => bytes + Buffer.byteLength(text(file)), 0);
    process.stdout.write(
      `${name}: ${Math.round(data.length / 1000)} kB packed, ${Math.round(unpacked / 1000)} kB unpacked, ${files.length} files\n`,
    );
  });

  it('is faultless to publint', async () => {
    const { messages, pkg } = await publint({ strict: true, pack: { tarball: data.buffer } });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('has types that resolve and tell the truth, says attw', async () => {
    const result = await checkPackage(packed);
    if (!result.types) throw new Error('the tarball has no types');
    const problems = result.problems.filter(
      (problem) => !('resolutionKind' in problem) || !NOT_MEANT.has(problem.resolutionKind),
    );
    expect(problems).toEqual([]);
    expect(Object.keys(result.entrypoints)).toEqual(Object.keys(manifest.exports));
  });

  it('names real versions, its licence, its engine and no source', () => {
    expect(manifest).toMatchObject({ license: 'MIT', type: 'module', engines: { node: '>=22.15' } });
    expect(manifest).toHaveProperty('sideEffects');
    for (const field of ['scripts', 'devDependencies', 'private']) expect(manifest).not.toHaveProperty(field);
    for (const version of Object.values(manifest.dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+/);
    for (const targets of Object.values(manifest.exports)) {
      expect(Object.keys(targets)).toEqual(['types', 'default']);
    }
  });

  it('holds licence, README and every migration, and neither tests nor traces of the build', () => {
    expect(files).toContain('README.md');
    expect(text('LICENSE')).toBe(readFileSync(join(REPOSITORY_ROOT, 'LICENSE'), 'utf8'));
    const migrations = readdirSync(folder).includes('migrations')
      ? readdirSync(join(folder, 'migrations'))
      : [];
    expect(
      files
        .filter((file) => file.startsWith('migrations/'))
        .map((file) => posix.basename(file))
        .sort(),
    ).toEqual(migrations.sort());
    expect(files.filter((file) => /\.test\.|\.tsbuildinfo$|\.orig$|(^|\/)test\//.test(file))).toEqual([]);
    const local = [REPOSITORY_ROOT, ...(homedir().length > 1 ? [`${homedir()}/`] : [])];
    expect(files.filter((file) => local.some((path) => text(file).includes(path)))).toEqual([]);
  });

  it('has a source for every map, and a map for every module that names one', () => {
    const modules = files.filter((file) => /^dist\/.*\.js$/.test(file));
    expect(modules).toContain('dist/index.js');
    const named = modules.flatMap((file) => {
      const url = /^\/\/# sourceMappingURL=(.+)$/m.exec(text(file))?.[1];
      return url === undefined ? [] : [posix.join(posix.dirname(file), url)];
    });
    expect(files.filter((file) => file.endsWith('.map')).sort()).toEqual(named.sort());
    const missing = named.flatMap((map) => {
      const { sources } = JSON.parse(text(map)) as { sources: string[] };
      return sources.filter((source) => !files.includes(posix.join(posix.dirname(map), source)));
    });
    expect(missing).toEqual([]);
  });
});
