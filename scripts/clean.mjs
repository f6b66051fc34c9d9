// Removes what builds leave behind, so that the next start builds everything anew. Data and packages stay.
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { workspaceFolders } from './stamps.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folders = workspaceFolders(root).flatMap((folder) => [join(folder, 'dist'), join(folder, '.turbo')]);
const stamps = ['.sizewise-build', '.sizewise-build-benchmarks'].map((name) => join('node_modules', name));
for (const path of ['.turbo', ...folders, ...stamps])
  rmSync(join(root, path), { recursive: true, force: true });
