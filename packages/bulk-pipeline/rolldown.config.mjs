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
  output: {
    dir: 'dist/worker',
    cleanDir: true,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name].js',
  },
};
