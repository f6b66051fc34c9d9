import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { type Format } from '@sizewise/shared';

import {
  BodyTooLargeError,
  EmptyFileError,
  MalformedArchiveError,
  SpoolFullError,
  UnknownFormatError,
  UploadAbortedError,
} from './errors.ts';
import { readHead, type FileHead } from './file-head.ts';
import { sniffEncoding, type TextEncoding } from './sniff-encoding.ts';
import { sniffCompression, type Compression } from './sniff-signatures.ts';
import { sniffFormat } from './sniff.ts';
import { checkState, type FileState, linkFile, noteLinked, stateOf } from './linked-file.ts';
import { type CheckRoom, SpoolWriter } from './spool-writer.ts';
import { toUtf8 } from './to-utf8.ts';
import { DEFAULT_MAX_RATIO } from './unpack-limits.ts';
import { unpackGzip, unpackZip } from './unpack.ts';
import { bodyOf, discard, type UploadSource } from './upload-body.ts';

export interface SpoolTarget {
  /** A folder of this import's own; made here, and removed again when the upload fails. */
  readonly dir: string;
  /** Bytes the body may have, as sent. */
  readonly maxBytes: number;
  /** Bytes the plain drawing may have. */
  readonly maxUnpackedBytes: number;
  /** Unpacked bytes per packed byte (200); counts from 16 MiB on. */
  readonly maxRatio?: number | undefined;
  readonly signal: AbortSignal;
  /** Asked again and again while the upload grows. */
  readonly checkRoom?: CheckRoom | undefined;
  /** Waited for after each piece of the body. */
  readonly pace?: (() => Promise<void>) | undefined;
  /** Told of a plain body while it comes in. */
  readonly follower?: SpoolFollower | undefined;
}

/** Hears of a body that is neither packed nor to be converted, and large enough to be read while it comes in. */
export interface SpoolFollower {
  /** Its first bytes look like this format; `path` is its name until it is complete. */
  recognised(path: string, format: Format): void;
  /** So many bytes can be read. */
  grown(bytes: number): void;
}

/** A smaller body is there in less time than it takes to tell anyone of it. */
const FOLLOWED_BYTES = 4 * 1024 * 1024;

/** A drawing on disk as plain bytes; UTF-16 text has become UTF-8. */
export interface SpooledDrawing {
  readonly path: string;
  /** Bytes on disk: unpacked and converted. */
  readonly bytes: number;
  /** Bytes as sent. */
  readonly uploadedBytes: number;
  /** Hexadecimal SHA-256 of the bytes as sent. */
  readonly sha256: string;
  readonly format: Format;
  /** What the text was before it was spooled; `eight-bit` is kept as sent and decoded by the parser. */
  readonly encodingHint: TextEncoding;
  readonly compression: Compression;
}

/**
 * Takes an upload to disk: hashed and measured while it streams, then unpacked, converted to UTF-8 where it is
 * UTF-16, and sniffed. A file of this machine on the same disk is linked instead of copied. The result is on disk (fsync) when this returns; after any error nothing of it is left.
 * @throws UploadAbortedError, BodyTooLargeError, SpoolFullError, EmptyFileError, UnknownFormatError,
 *   UnsupportedEncodingError, DecompressionLimitError, MalformedArchiveError, SourceChangedError.
 */
export async function spool(source: UploadSource, target: SpoolTarget): Promise<SpooledDrawing> {
  const steps = new SpoolSteps(target);
  // A source that fails while nobody reads it would end the process; the reader gets the failure later.
  if (typeof source !== 'string') source.on('error', () => undefined);
  try {
    await guardFull(() => mkdir(target.dir, { recursive: true }));
    const { sha256, uploadedBytes } = await steps.receive(source);
    const { compression, head: plainHead } = await steps.unpack(uploadedBytes);
    const { encodingHint, head } = await steps.convert(plainHead);
    const format = sniffFormat(head.bytes, head.whole);
    const path = await steps.settle();
    const { size } = await stat(path);
    return { path, bytes: size, uploadedBytes, sha256, format, encodingHint, compression };
  } catch (error) {
    discard(source);
    await rm(target.dir, { recursive: true, force: true });
    throw error;
  }
}

/** Each step leaves its result in `#current`, a file in the target folder. */
class SpoolSteps {
  readonly #target: SpoolTarget;
  #current: string;
  #recognised = false;
  /** Of a file that is not a copy. */
  #linked: FileState | null = null;

  constructor(target: SpoolTarget) {
    this.#target = target;
    this.#current = join(target.dir, 'upload');
  }

  async receive(source: UploadSource): Promise<{ sha256: string; uploadedBytes: number }> {
    if (typeof source === 'string' && (await linkFile(source, this.#current))) return this.#readLinked();
    const { maxBytes, signal } = this.#target;
    const hash = createHash('sha256');
    await using writer = await SpoolWriter.create(this.#current, this.#target.checkRoom);
    for await (const chunk of bodyOf(source, signal, () => writer.bytes)) {
      if (writer.bytes + chunk.length > maxBytes) throw new BodyTooLargeError(maxBytes);
      hash.update(chunk);
      await writer.write(chunk);
      await this.#tell(writer.written);
      await this.#target.pace?.();
    }
    const uploadedBytes = writer.bytes;
    if (uploadedBytes === 0) throw new EmptyFileError();
    await writer.finish();
    await this.#tell(uploadedBytes);
    return { sha256: hash.digest('hex'), uploadedBytes };
  }

  /** Hashes a file that stays where it is. */
  async #readLinked(): Promise<{ sha256: string; uploadedBytes: number }> {
    const { maxBytes, signal, pace } = this.#target;
    const state = await stateOf(this.#current);
    if (state.bytes === 0) throw new EmptyFileError();
    if (state.bytes > maxBytes) throw new BodyTooLargeError(maxBytes);
    this.#linked = state;
    await this.#tell(state.bytes);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const block of bodyOf(this.#current, signal, () => bytes)) {
      hash.update(block);
      bytes += block.length;
      await pace?.();
    }
    await syncToDisk(this.#current);
    await checkState(this.#current, { ...state, bytes });
    return { sha256: hash.digest('hex'), uploadedBytes: bytes };
  }

  async #tell(readable: number): Promise<void> {
    const { follower } = this.#target;
    if (!follower || readable < FOLLOWED_BYTES) return;
    if (!this.#recognised) {
      this.#recognised = true;
      const format = await plainFormat(this.#current);
      if (format) follower.recognised(this.#current, format);
    }
    follower.grown(readable);
  }

  async unpack(packedBytes: number): Promise<{ compression: Compression; head: FileHead }> {
    const head = await readHead(this.#current);
    const compression = sniffCompression(head.bytes);
    if (compression === 'none') return { compression, head };
    const { maxUnpackedBytes, maxRatio = DEFAULT_MAX_RATIO, signal } = this.#target;
    const limits = { maxUnpackedBytes, maxRatio };
    const unpack = compression === 'gzip' ? unpackGzip : unpackZip;
    await this.#rewrite('unpacked', (path, writer) => unpack({ path, packedBytes, writer, limits, signal }));
    const plain = await readHead(this.#current);
    if (plain.bytes.length === 0) throw new EmptyFileError();
    if (sniffCompression(plain.bytes) !== 'none') {
      throw new MalformedArchiveError('nested', 'The archive holds another archive');
    }
    return { compression, head: plain };
  }

  async convert(head: FileHead): Promise<{ encodingHint: TextEncoding; head: FileHead }> {
    const encodingHint = sniffEncoding(head.bytes);
    if (encodingHint === 'utf-8' || encodingHint === 'eight-bit') return { encodingHint, head };
    await this.#rewrite('converted', (path, writer) =>
      toUtf8(path, encodingHint, writer, this.#target.signal),
    );
    return { encodingHint, head: await readHead(this.#current) };
  }

  /** Gives the file its final name; the folder is synced, so that the name survives a crash. */
  async settle(): Promise<string> {
    const { dir } = this.#target;
    if (this.#linked) await noteLinked(dir, this.#linked);
    const path = join(dir, 'source');
    await rename(this.#current, path);
    await syncToDisk(dir);
    return path;
  }

  async #rewrite(name: string, write: (path: string, writer: SpoolWriter) => Promise<void>): Promise<void> {
    const path = join(this.#target.dir, name);
    await using writer = await SpoolWriter.create(path, this.#target.checkRoom);
    try {
      await write(this.#current, writer);
    } catch (error) {
      throw this.#target.signal.aborted ? new UploadAbortedError(writer.bytes, error) : error;
    }
    await writer.finish();
    await rm(this.#current);
    this.#current = path;
    this.#linked = null;
  }
}

async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The format of a body that is stored as it is sent; null where it is not, or not known yet. */
async function plainFormat(path: string): Promise<Format | null> {
  const head = await readHead(path);
  if (sniffCompression(head.bytes) !== 'none') return null;
  const encoding = sniffEncoding(head.bytes);
  if (encoding !== 'utf-8' && encoding !== 'eight-bit') return null;
  try {
    return sniffFormat(head.bytes, false);
  } catch (error) {
    if (error instanceof UnknownFormatError) return null;
    throw error;
  }
}

async function guardFull(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw new SpoolFullError(error);
    throw error;
  }
}
