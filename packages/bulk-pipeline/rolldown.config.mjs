import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licences of what the bundle holds copies of: each asks for its text to go with them. */
const licences = {
  name: 'licences',
  generateBundle() {
    const modules = [...this.getModuleIds()].map((id) => id.replaceAll('\\', '/'));
    const folders = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []);
    const texts = [...new Set(folders)].map((folder) => {
      const { name, version, license, author } = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8'),
      );
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file
        ? readFileSync(join(folder, file), 'utf8')
        : `${license}, ${author?.name ?? author}\n`;
      return `${name} ${version}\n\n${text.trim()}\n`;
    });
    this.emitFile({
      type: 'asset',
      fileName: 'LICENSES.txt',
      source: texts.sort().join(`\n${'-'.repeat(80)}\n\n`),
    });
  },
};

/**
 * The worker entry as a few files: a thread then starts in a fifth of the time, since it looks up and compiles a dozen
 * modules instead of two hundred. Contracts and zod are left out as far as the worker does not use them.
 */
export default {
  // The second is a program of its own, which the code of the first starts from beside itself.
  input: { worker: 'dist/worker.js', 'dwg-to-dxf': 'dist/parse/formats/dwg/dwg-to-dxf.js' },
  platform: 'node',
  external: [/^node:/, 'iconv-lite', 'mongodb', 'pg-native'],
  treeshake: { moduleSideEffects: (id) => !/[\\/](zod|shared)[\\/]/.test(id) },
  plugins: [licences],
  // No comments that name the folders it was built in.
  experimental: { attachDebugInfo: 'none' },
  output: {
    dir: 'dist/worker',
    cleanDir: true,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
  },
};
