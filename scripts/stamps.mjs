// What an install and a build depend on, as one short text each: equal texts mean that nothing has changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const BUILD_INPUT_FOLDERS = ['src', 'static'];
const BUILD_INPUT_FILES =
  /^(package\.json|index\.html|(tsconfig|vite|svelte|rolldown)[\w.]*\.(json|ts|m?js))$/;

/** Folders of the workspace's packages, relative to the root, in a fixed order. */
export function workspaceFolders(root) {
  const children = (parent) =>
    readdirSync(join(root, parent))
      .map((name) => `${parent}/${name}`)
      .filter((folder) => existsSync(join(root, folder, 'package.json')));
  return [...children('apps'), ...children('packages'), 'benchmarks'].sort();
}

/** Hash of the lockfile, the workspace file and every package.json. */
export function installStamp(root) {
  const hash = createHash('sha256');
  const manifests = ['.', ...workspaceFolders(root)].map((folder) => join(folder, 'package.json'));
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]) {
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/** Hash of name, size and time of every file that a build reads: a few milliseconds, no file is opened. */
export function sourceStamp(root) {
  const hash = createHash('sha256').update(installStamp(root));
  for (const folder of ['tooling', ...workspaceFolders(root)]) {
    for (const entry of readdirSync(join(root, folder)).sort()) {
      if (BUILD_INPUT_FILES.test(entry)) addFile(hash, join(root, folder, entry));
      else if (BUILD_INPUT_FOLDERS.includes(entry)) addTree(hash, join(root, folder, entry));
    }
  }
  return hash.digest('hex');
}

function addTree(hash, folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) addTree(hash, path);
    else if (!entry.name.endsWith('.test.ts')) addFile(hash, path);
  }
}

function addFile(hash, path) {
  const { size, mtimeMs } = statSync(path);
  hash.update(`${path}\0${size}\0${mtimeMs}\n`);
}
