import { createReadStream } from 'node:fs';

import { type Utf16 } from './sniff-encoding.ts';
import { type SpoolWriter } from './spool-writer.ts';

/** Rewrites a UTF-16 text as UTF-8 without its byte order mark; lone surrogates become U+FFFD. */
export async function toUtf8(
  path: string,
  from: Utf16,
  writer: SpoolWriter,
  signal: AbortSignal,
): Promise<void> {
  const decoder = new TextDecoder(from);
  for await (const chunk of createReadStream(path, { signal }) as AsyncIterable<Buffer>) {
    await writer.write(Buffer.from(decoder.decode(chunk, { stream: true })));
  }
  await writer.write(Buffer.from(decoder.decode()));
}
