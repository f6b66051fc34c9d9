import { fileURLToPath } from 'node:url';

import { main } from 'assemblyscript/asc';

/** Compiles the sources of this folder. @returns the module as bytes; equal sources make equal bytes */
export async function compileKernel() {
  let bytes = null;
  const { error } = await main(
    [
      fileURLToPath(new URL('index.ts', import.meta.url)),
      '--outFile=kernel.wasm',
      '-O3',
      '--noAssert',
      '--runtime=stub',
      '--importMemory',
      '--noExportMemory',
      '--enable=simd',
      '--disable=mutable-globals',
    ],
    {
      stderr: process.stderr,
      writeFile: (_, contents) => {
        bytes = contents;
      },
    },
  );
  if (error !== null || bytes === null) throw new Error('The kernel does not compile', { cause: error });
  return bytes;
}
