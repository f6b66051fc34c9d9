import { closeSync, openSync } from 'node:fs';

import { type GrowingFile, type SpooledFile } from './format.ts';

/** Opens a file that will not grow any more. */
export function openWhole({ path, bytes }: SpooledFile): GrowingFile & Disposable {
  const fd = openSync(path, 'r');
  return {
    fd,
    extent: async () => ({ bytes, whole: true }),
    [Symbol.dispose]: () => closeSync(fd),
  };
}
