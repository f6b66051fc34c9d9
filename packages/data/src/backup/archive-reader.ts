import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';

import { extract } from 'tar-stream';

import { hashEntry } from './archive-writer.ts';
import { BackupDamagedError } from './errors.ts';

/** Far above any entry that a backup has: a damaged length must not take all memory. */
const MAX_ENTRY_BYTES = 64 * 1024 * 1024;

export interface ArchiveEntry {
  readonly name: string;
  readonly data: Buffer;
  /** Hexadecimal SHA-256 over all entries before this one. */
  readonly sha256Before: string;
}

/**
 * The entries of an archive in their order, one at a time.
 * @throws BackupDamagedError where the file is no archive or ends too early
 */
export async function* readArchive(path: string, signal: AbortSignal): AsyncGenerator<ArchiveEntry> {
  const entries = extract();
  const stop = new AbortController();
  const reading = pipeline(createReadStream(path), createZstdDecompress(), entries, {
    signal: AbortSignal.any([signal, stop.signal]),
  });
  reading.catch(() => undefined);
  const hash = createHash('sha256');
  try {
    for await (const entry of entries) {
      const { name, size } = entry.header;
      if (size > MAX_ENTRY_BYTES) throw new BackupDamagedError(`${name} has ${size} bytes`);
      const parts: Buffer[] = [];
      for await (const part of entry) parts.push(part as Buffer);
      const data = Buffer.concat(parts);
      yield { name, data, sha256Before: hash.copy().digest('hex') };
      hashEntry(hash, name, data);
    }
    await reading;
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof BackupDamagedError || !isOfArchive(error)
      ? error
      : new BackupDamagedError((error as Error).message, error);
  } finally {
    stop.abort();
    await reading.catch(() => undefined);
  }
}

/** Faults of zstd and of tar; one of a reader of the entries, or of the disk, is its own. */
function isOfArchive(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? /tar|Unexpected end of data/i.test(error.message) : /^(ZSTD_|Z_)/.test(code);
}
