import { cp, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { PACKAGES, type PackageName } from '../src/packages.ts';
import { REPOSITORY_ROOT } from '../src/repository-root.ts';
import { runProgram } from '../src/run-program.ts';

/** Paths of tarballs. */
export type Tarballs = Readonly<Record<PackageName, string>>;

const LEFT_OUT = new Set(['dist', 'node_modules', 'test', '.turbo']);

/**
 * What `npm pack` makes of every package, in a copy: it changes package.json for a moment, and builds from nothing.
 * The packages that it depends on are those of the checkout, built before.
 */
export async function packPackages(folder: string): Promise<Tarballs> {
  await cp(join(REPOSITORY_ROOT, 'tooling'), join(folder, 'tooling'), { recursive: true });
  await cp(join(REPOSITORY_ROOT, 'scripts'), join(folder, 'scripts'), { recursive: true });
  const packed: [PackageName, string][] = [];
  for (const name of PACKAGES) packed.push([name, await pack(name, folder)]);
  return Object.fromEntries(packed) as Tarballs;
}

async function pack(name: PackageName, folder: string): Promise<string> {
  const from = join(REPOSITORY_ROOT, 'packages', name);
  const to = join(folder, 'packages', name);
  const isPart = (path: string): boolean => !LEFT_OUT.has(relative(from, path));
  await cp(from, to, { recursive: true, filter: isPart });
  await symlink(join(from, 'node_modules'), join(to, 'node_modules'), 'junction');
  const printed = await runProgram('npm', ['pack', '--json', '--pack-destination', folder], { cwd: to });
  const [{ filename }] = JSON.parse(printed.slice(printed.indexOf('['))) as [{ filename: string }];
  return join(folder, filename);
}
