import { setTimeout as sleep } from 'node:timers/promises';

import { type Extent, type GrowingFile } from './parse/format.ts';

const BYTES = 0;
const STATE = 1;

const GROWING = 0n;
const WHOLE = 1n;

/** Bytes on disk and state of an upload, shared between the thread that writes it and the one that reads it. */
export type UploadGrowth = BigInt64Array<SharedArrayBuffer>;

export function createUploadGrowth(): UploadGrowth {
  return new BigInt64Array(new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT));
}

/** So many bytes of the upload can be read. */
export function reportGrowth(growth: UploadGrowth, bytes: number): void {
  Atomics.store(growth, BYTES, BigInt(bytes));
}

/** The upload is complete: no byte will follow. */
export function reportWhole(growth: UploadGrowth): void {
  Atomics.store(growth, STATE, WHOLE);
}

/** A sender is slower than the reader; reading is left to the plan, which has the whole file. */
export class UploadSlowError extends Error {
  override readonly name = 'UploadSlowError';
}

const POLL_MS = 2;

/**
 * The upload as the reading thread sees it.
 * @param fd the upload, open for reading; file descriptors belong to all threads of a process
 * @param patience milliseconds without a new byte after which the thread is put to better use
 */
export function growingUpload(fd: number, growth: UploadGrowth, patience: number): GrowingFile {
  const extent = (): Extent => {
    // The state is read first: once it says whole, the bytes do not change any more.
    const whole = Atomics.load(growth, STATE) !== GROWING;
    return { whole, bytes: Number(Atomics.load(growth, BYTES)) };
  };
  return {
    fd,
    async extent(atLeast) {
      let seen = extent();
      let waited = 0;
      while (!seen.whole && seen.bytes < atLeast) {
        if (waited >= patience) throw new UploadSlowError(`No byte for ${patience} ms`);
        await sleep(POLL_MS);
        const before = seen.bytes;
        seen = extent();
        waited = seen.bytes > before ? 0 : waited + POLL_MS;
      }
      return seen;
    },
  };
}
