import { open } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';

import { UploadAbortedError } from './errors.ts';

/** Bytes of a drawing: a stream, or the path of a file on this machine. */
export type UploadSource = Readable | string;

/** Large enough that a trip to the file system does not count. */
const BLOCK_BYTES = 1024 * 1024;
/** One is being read, one looked at and one written. */
const BLOCKS = 3;

/** Lets go of a source that will not be read. */
export function discard(source: UploadSource): void {
  if (typeof source !== 'string') source.destroy();
}

/**
 * The bytes of a source in order. Each block is valid until two more have been asked for.
 * @param received bytes taken so far, for the error
 * @throws UploadAbortedError whatever ends the source before its end
 */
export async function* bodyOf(
  source: UploadSource,
  signal: AbortSignal,
  received: () => number,
): AsyncGenerator<Buffer> {
  const blocks = typeof source === 'string' ? blocksOfFile(source, signal) : chunksOf(source, signal);
  try {
    for (;;) {
      const next = await blocks.next().catch((error: unknown) => {
        throw new UploadAbortedError(received(), error);
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await blocks.return(undefined);
  }
}

async function* chunksOf(source: Readable, signal: AbortSignal): AsyncGenerator<Buffer> {
  addAbortSignal(signal, source);
  for await (const chunk of source as AsyncIterable<unknown>) {
    yield chunk instanceof Uint8Array
      ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
      : Buffer.from(String(chunk));
  }
}

/** Reads ahead into blocks that are used again: new memory for each would cost as much as reading. */
async function* blocksOfFile(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  await using file = await open(path, 'r');
  const blocks = Array.from({ length: BLOCKS }, () => Buffer.allocUnsafeSlow(BLOCK_BYTES));
  // A pipe gives less than it is asked for; gathered, small blocks would be kept beyond their time.
  const fill = async (block: Buffer): Promise<Buffer> => {
    for (let filled = 0; ;) {
      const { bytesRead } = await file.read(block, filled, BLOCK_BYTES - filled, null);
      filled += bytesRead;
      if (bytesRead === 0 || filled === BLOCK_BYTES) return block.subarray(0, filled);
    }
  };
  let reading = fill(blocks[0] as Buffer);
  try {
    for (let taken = 1; ; taken++) {
      const block = await reading;
      signal.throwIfAborted();
      if (block.length === 0) return;
      reading = fill(blocks[taken % BLOCKS] as Buffer);
      yield block;
    }
  } finally {
    await reading.catch(() => undefined);
  }
}
