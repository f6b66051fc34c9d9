import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Root of the checkout: the nearest parent with the workspace file, from sources and from `dist` alike. */
export const REPOSITORY_ROOT = findRoot(import.meta.dirname);

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('No parent folder has a pnpm-workspace.yaml');
  return findRoot(parent);
}
