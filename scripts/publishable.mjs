// Around `npm pack` and `npm publish` of a package: `write` puts the package.json of an installed package in the place
// of the workspace's one, `restore` brings that back. Real versions stand for `workspace:` and `catalog:`, which npm does
// not know; the export condition `source` goes, since Node strips no types below node_modules.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [mode] = process.argv.slice(2);
const KEPT = 'package.json.orig'; // npm packs no *.orig

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** The version that the workspace has installed. */
const versionOf = ([name]) => [name, read(join('node_modules', name, 'package.json')).version];

const without = (object, ...names) =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

function publishable(manifest) {
  const exports = Object.entries(manifest.exports).map(([path, targets]) => [
    path,
    without(targets, 'source'),
  ]);
  return {
    ...without(manifest, 'devDependencies', 'scripts'),
    exports: Object.fromEntries(exports),
    dependencies: Object.fromEntries(Object.entries(manifest.dependencies).map(versionOf)),
  };
}

/** Removes what an earlier build made of sources that are gone; dist/worker is made anew by every build. */
function removeStale() {
  for (const file of readdirSync('dist', { recursive: true })) {
    const source = join('src', file.replace(/\.(d\.ts|js|js\.map)$/, '.ts'));
    if (/\.(ts|js|map)$/.test(file) && !file.startsWith('worker/') && !existsSync(source)) {
      rmSync(join('dist', file));
    }
  }
}

if (mode === 'write') {
  removeStale();
  // A former run that was killed has left the workspace's one aside.
  if (!existsSync(KEPT)) renameSync('package.json', KEPT);
  writeFileSync('package.json', `${JSON.stringify(publishable(read(KEPT)), null, 2)}\n`);
} else if (mode === 'restore') {
  renameSync(KEPT, 'package.json');
} else {
  process.stderr.write('usage: publishable.mjs write|restore\n');
  process.exit(2);
}
