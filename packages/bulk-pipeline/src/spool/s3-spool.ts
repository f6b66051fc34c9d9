import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { SpoolUnavailableError } from '../errors.ts';
import { checkLinked } from '../intake/index.ts';
import { LocalCopies } from './local-copies.ts';
import { bucketOf, type S3Location } from './s3-location.ts';
import { openS3, type S3 } from './s3-session.ts';
import {
  checkImportId,
  isImportId,
  SOURCE,
  type SourceFile,
  type SpooledUpload,
  type SpoolStore,
} from './spool-store.ts';

const CACHE_BYTES = 20 * 1024 ** 3;

/**
 * A bucket, one object for each import, written when the upload is whole. What is read is brought to this machine once
 * for each process, checked by its size and SHA-256.
 */
export class S3Spool implements SpoolStore {
  readonly #location: S3Location;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #copies: LocalCopies;
  /** Uploads that this process takes, and its name. */
  readonly #open = new Map<string, string>();
  readonly #closing = new AbortController();
  #s3: Promise<S3> | null = null;

  /** @param dir a folder of this process's own */
  constructor(location: S3Location, dir: string) {
    this.#location = location;
    const { bucket, prefix } = bucketOf(location);
    [this.#bucket, this.#prefix] = [bucket, prefix];
    this.#copies = new LocalCopies(dir, location.cacheBytes ?? CACHE_BYTES);
  }

  async begin(importId: string, owner: string): Promise<Disposable> {
    await this.#session();
    await mkdir(this.folder(importId), { recursive: true });
    this.#open.set(importId, owner);
    return { [Symbol.dispose]: () => void this.#open.delete(importId) };
  }

  folder(importId: string): string {
    checkImportId(importId);
    return this.#copies.folder(importId);
  }

  async keep(importId: string, signal: AbortSignal): Promise<void> {
    const path = join(this.folder(importId), SOURCE);
    const { size } = await stat(path);
    const metadata = {
      sha256: await hashOf(path, signal),
      owner: encodeURIComponent(this.#open.get(importId) ?? ''),
    };
    const params = { Bucket: this.#bucket, Key: this.#key(importId), Metadata: metadata };
    await this.#ask(async (s3) => {
      // Read for as long as the parts go: a few at once, so memory stays flat.
      const upload = s3.upload({ ...params, Body: createReadStream(path, { highWaterMark: 1024 * 1024 }) });
      const onAbort = (): void => void upload.abort();
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        signal.throwIfAborted();
        await upload.done();
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    });
    // The owner of a linked file may still write to it: what is read is what the bucket has.
    if (await checkLinked(this.folder(importId), path)) await rm(path);
    else this.#copies.add(importId, size);
  }

  async open(importId: string, signal: AbortSignal): Promise<SourceFile | null> {
    const scratchDir = this.folder(importId);
    await this.#session();
    try {
      const copy = await whileWanted(
        this.#copies.use(importId, (folder) => this.#fetch(importId, join(folder, SOURCE))),
        signal,
      );
      const { bytes } = copy;
      return {
        path: join(scratchDir, SOURCE),
        bytes,
        scratchDir,
        [Symbol.dispose]: () => copy[Symbol.dispose](),
      };
    } catch (error) {
      if (error instanceof NoSuchUpload) return null;
      throw error;
    }
  }

  /** Nobody writes to what is in the bucket. */
  async checkUnchanged(): Promise<void> {}

  async has(importId: string): Promise<boolean> {
    return (await this.#head(importId)) !== null;
  }

  async entries(): Promise<string[]> {
    const ids: string[] = [];
    for await (const { importId } of this.#list()) ids.push(importId);
    return [...new Set([...ids, ...this.#open.keys()])];
  }

  async upload(importId: string): Promise<SpooledUpload | null> {
    const isOpen = this.#open.has(importId);
    if (isOpen) return { owner: this.#open.get(importId) ?? null, isOpen, changedAt: Date.now() };
    const found = await this.#head(importId);
    return found && { owner: found.owner, isOpen, changedAt: found.changedAt };
  }

  async remove(importId: string): Promise<void> {
    checkImportId(importId);
    await this.#copies.remove(importId);
    await this.#ask((s3) => s3.delete({ Bucket: this.#bucket, Key: this.#key(importId) }));
  }

  async usage(): Promise<number> {
    let sum = 0;
    for await (const { bytes } of this.#list()) sum += bytes;
    for (const importId of this.#open.keys()) {
      const names = await readdir(this.folder(importId)).catch(() => []);
      for (const name of names) sum += await sizeOf(join(this.folder(importId), name));
    }
    return sum;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const s3 = await this.#s3?.catch(() => null);
    s3?.close();
    if (s3) await this.#copies.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #key(importId: string): string {
    return `${this.#prefix}${importId}/${SOURCE}`;
  }

  /** Others may wait for the same file, so only the end of the process stops this. */
  async #fetch(importId: string, path: string): Promise<number> {
    const { signal } = this.#closing;
    const key = { Bucket: this.#bucket, Key: this.#key(importId) };
    return this.#ask(async (s3) => {
      const found = await s3.get(key, signal);
      if (found === null) throw new NoSuchUpload();
      const hash = createHash('sha256');
      await pipeline(found.body, hashing(hash), createWriteStream(path), { signal });
      const { size } = await stat(path);
      if (size !== found.bytes || hash.digest('hex') !== found.metadata['sha256']) {
        throw new Error(
          `The object of import ${importId} came with ${size} of ${found.bytes} bytes, or changed`,
        );
      }
      return size;
    });
  }

  async #head(importId: string): Promise<{ owner: string | null; changedAt: number } | null> {
    checkImportId(importId);
    const found = await this.#ask((s3) => s3.head({ Bucket: this.#bucket, Key: this.#key(importId) }));
    if (found === null) return null;
    const owner = decodeURIComponent(found.metadata['owner'] ?? '');
    return { owner: owner === '' ? null : owner, changedAt: found.changedAt };
  }

  async *#list(): AsyncGenerator<{ importId: string; bytes: number }> {
    let after: string | undefined;
    do {
      const params = {
        Bucket: this.#bucket,
        Prefix: this.#prefix,
        ...(after ? { ContinuationToken: after } : {}),
      };
      const page = await this.#ask((s3) => s3.list(params));
      for (const { key, bytes } of page.objects) {
        const importId = key.slice(this.#prefix.length).split('/')[0] ?? '';
        if (isImportId(importId)) yield { importId, bytes };
      }
      after = page.next;
    } while (after !== undefined);
  }

  #session(): Promise<S3> {
    this.#s3 ??= this.#copies.open().then(() => openS3(this.#location));
    return this.#s3;
  }

  async #ask<T>(work: (s3: S3) => Promise<T>): Promise<T> {
    const s3 = await this.#session();
    try {
      return await work(s3);
    } catch (error) {
      if (error instanceof NoSuchUpload || (error instanceof Error && error.name === 'AbortError'))
        throw error;
      throw new SpoolUnavailableError(error);
    }
  }
}

/** There is no object for the import. */
class NoSuchUpload extends Error {}

/** What was asked for, unless it is not wanted any more: then its use ends as soon as it is there. */
async function whileWanted<T extends Disposable>(asked: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: given, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => {
    asked.then((late) => late[Symbol.dispose]()).catch(() => undefined);
    reject(signal.reason as Error);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([asked, given]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const block of createReadStream(path, { highWaterMark: 1024 * 1024, signal }))
    hash.update(block as Buffer);
  return hash.digest('hex');
}

function hashing(hash: ReturnType<typeof createHash>) {
  return async function* (source: Readable): AsyncGenerator<Buffer> {
    for await (const block of source) {
      hash.update(block as Buffer);
      yield block as Buffer;
    }
  };
}
