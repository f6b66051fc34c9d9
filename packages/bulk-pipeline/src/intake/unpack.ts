import { createReadStream } from 'node:fs';
import { type Readable } from 'node:stream';
import { crc32, createGunzip } from 'node:zlib';

import { AppError } from '@sizewise/shared';
import { openPromise, type Entry, type ZipFile } from 'yauzl';

import { MalformedArchiveError } from './errors.ts';
import { type SpoolWriter } from './spool-writer.ts';
import { checkUnpacked, type UnpackLimits } from './unpack-limits.ts';

/** Entries an archive may list; an ifczip has one. */
const MAX_ENTRIES = 64;
const ENCRYPTED = 0x1;

interface UnpackRequest {
  readonly path: string;
  readonly packedBytes: number;
  readonly writer: SpoolWriter;
  readonly limits: UnpackLimits;
  readonly signal: AbortSignal;
}

/**
 * Unpacks a gzip file, all of its members.
 * @throws MalformedArchiveError, DecompressionLimitError.
 */
export async function unpackGzip(request: UnpackRequest): Promise<void> {
  const { path, packedBytes, writer, limits, signal } = request;
  const packed = createReadStream(path);
  const plain = createGunzip();
  packed.once('error', (error) => plain.destroy(error));
  try {
    packed.pipe(plain);
    await copyWithin(plain, packedBytes, writer, limits, signal);
  } catch (error) {
    throw asArchiveFault(error, signal);
  } finally {
    packed.destroy();
    plain.destroy();
  }
}

/**
 * Unpacks the one file of a zip. No name of the archive is used as a path.
 * @throws MalformedArchiveError when it is broken, encrypted or does not hold exactly one file; DecompressionLimitError.
 */
export async function unpackZip(request: UnpackRequest): Promise<void> {
  const { path, writer, limits, signal } = request;
  const zip = await openZip(path);
  try {
    const entry = await onlyFile(zip);
    checkUnpacked(entry.uncompressedSize, entry.compressedSize, limits);
    const stream = await zip.openReadStreamPromise(entry);
    try {
      const sum = await copyWithin(stream, entry.compressedSize, writer, limits, signal);
      if (sum !== entry.crc32)
        throw new MalformedArchiveError('checksum', 'The checksum of the archived file is wrong');
    } finally {
      stream.destroy();
    }
  } catch (error) {
    throw asArchiveFault(error, signal);
  } finally {
    zip.close();
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false });
  } catch (error) {
    throw new MalformedArchiveError('broken', 'The archive cannot be read', error);
  }
}

async function onlyFile(zip: ZipFile): Promise<Entry> {
  if (zip.entryCount > MAX_ENTRIES) {
    throw new MalformedArchiveError(
      'many_entries',
      `The archive lists ${zip.entryCount} files; one drawing is expected`,
    );
  }
  const files: Entry[] = [];
  for await (const entry of zip.eachEntry()) if (!isSideEntry(entry)) files.push(entry);
  const [file, ...others] = files;
  if (file === undefined) throw new MalformedArchiveError('no_entry', 'The archive holds no file');
  if (others.length > 0) {
    throw new MalformedArchiveError(
      'many_entries',
      `The archive holds ${files.length} files; one drawing is expected`,
    );
  }
  if ((file.generalPurposeBitFlag & ENCRYPTED) !== 0) {
    throw new MalformedArchiveError('encrypted', 'The archive is encrypted');
  }
  return file;
}

/** Folders, and what macOS adds to every archive. */
function isSideEntry(entry: Entry): boolean {
  const name = Buffer.from(entry.fileNameRaw).toString('latin1');
  return name.endsWith('/') || name.startsWith('__MACOSX/') || name.endsWith('.DS_Store');
}

async function copyWithin(
  source: Readable,
  packedBytes: number,
  writer: SpoolWriter,
  limits: UnpackLimits,
  signal: AbortSignal,
): Promise<number> {
  let sum = 0;
  for await (const chunk of source as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    checkUnpacked(writer.bytes + chunk.length, packedBytes, limits);
    sum = crc32(chunk, sum);
    await writer.write(chunk);
  }
  return sum;
}

function asArchiveFault(error: unknown, signal: AbortSignal): unknown {
  // A system call that fails (disk, file handle) is no fault of the archive.
  if (error instanceof AppError || signal.aborted || (error instanceof Error && 'syscall' in error))
    return error;
  return new MalformedArchiveError('broken', 'The archive cannot be unpacked', error);
}
