import { createHash, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { startS3, type TestS3 } from '@sizewise/test-support';

import { openSpool } from '../../src/spool/open-spool.ts';
import { type S3Location } from '../../src/spool/s3-location.ts';
import { type SourceFile, type SpoolStore } from '../../src/spool/spool-store.ts';
import { TemporaryFolder } from './temporary-folder.ts';

export const SPOOL_KINDS = ['folder', 's3'] as const;
export type SpoolKind = (typeof SPOOL_KINDS)[number];

export const NEVER = new AbortController().signal;
export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** One empty place for uploads, as several processes open it; `close()` leaves nothing of it. */
export class SpoolFixture {
  readonly #folder: TemporaryFolder;
  readonly #s3: TestS3 | null;
  readonly #stores: SpoolStore[] = [];

  private constructor(folder: TemporaryFolder, s3: TestS3 | null) {
    this.#folder = folder;
    this.#s3 = s3;
  }

  static async open(kind: SpoolKind): Promise<SpoolFixture> {
    return new SpoolFixture(await TemporaryFolder.create(), kind === 's3' ? await startS3() : null);
  }

  /** The folder on this machine. */
  get path(): string {
    return this.#folder.path;
  }

  /** What a pipeline takes of it. */
  options(more: Partial<S3Location> = {}): { spoolDir: string; bucket?: S3Location } {
    if (!this.#s3) return { spoolDir: this.path };
    const { bucket, endpoint, credentials } = this.#s3;
    return {
      spoolDir: this.path,
      bucket: { url: `s3://${bucket}/of-this-test`, endpoint, credentials, ...more },
    };
  }

  /** The store as a process of that name opens it. */
  store(instance: string, more: Partial<S3Location> = {}): SpoolStore {
    const store = openSpool({ instance, ...this.options(more) });
    this.#stores.push(store);
    return store;
  }

  async close(): Promise<void> {
    for (const store of this.#stores) await store.close();
    await this.#s3?.close();
    await this.#folder[Symbol.asyncDispose]();
  }
}

/** As an upload is taken: received into its folder, then kept. */
export async function put(store: SpoolStore, content: Buffer, owner = 'a'): Promise<string> {
  const importId = randomUUID();
  using claim = await store.begin(importId, owner);
  void claim;
  await writeFile(join(store.folder(importId), 'source'), content);
  await store.keep(importId, NEVER);
  return importId;
}

/** SHA-256 of what can be read. @throws Error where its size is not what was promised */
export async function contentOf(file: SourceFile | null): Promise<string | null> {
  if (file === null) return null;
  using held = file;
  const content = await readFile(held.path);
  if (content.length !== held.bytes) throw new Error(`${content.length} bytes in the place of ${held.bytes}`);
  return sha256(content);
}
