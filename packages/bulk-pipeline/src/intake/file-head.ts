import { open } from 'node:fs/promises';

import { SNIFF_BYTES } from './sniff-signatures.ts';

export interface FileHead {
  readonly bytes: Buffer;
  /** True when the file has no more bytes. */
  readonly whole: boolean;
}

/** The first SNIFF_BYTES of a file. */
export async function readHead(path: string): Promise<FileHead> {
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(SNIFF_BYTES + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return { bytes: buffer.subarray(0, Math.min(length, SNIFF_BYTES)), whole: length <= SNIFF_BYTES };
  } finally {
    await handle.close();
  }
}
