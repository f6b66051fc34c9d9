import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';

import { type Pack, pack } from 'tar-stream';

/** A backup holds all there is: nobody else may read it. */
const MODE = 0o600;

/** Feeds an entry into the checksum of an archive. */
export function hashEntry(hash: Hash, name: string, data: Buffer): void {
  hash.update(`${name}\n${data.length}\n`).update(data);
}

/**
 * A tar archive packed by zstd, written under another name until it is whole. Entries are small: what is long comes
 * in parts.
 */
export class ArchiveWriter implements AsyncDisposable {
  readonly #path: string;
  readonly #pack: Pack = pack();
  readonly #hash = createHash('sha256');
  readonly #written: Promise<void>;
  readonly #stop = new AbortController();
  #isWhole = false;
  #fault: Error | null = null;
  #onFault: (error: Error) => void = () => undefined;

  /** @param signal ends the writing; what is there of the file is removed */
  constructor(path: string, signal: AbortSignal) {
    this.#path = path;
    this.#written = pipeline(
      this.#pack,
      createZstdCompress(),
      createWriteStream(this.#partial, { mode: MODE, flush: true }),
      { signal: AbortSignal.any([signal, this.#stop.signal]) },
    );
    this.#written.catch((error: unknown) => {
      this.#fault = error instanceof Error ? error : new Error(String(error));
      this.#onFault(this.#fault);
    });
  }

  async add(name: string, data: Buffer): Promise<void> {
    hashEntry(this.#hash, name, data);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // A file that cannot be written must not leave an entry waiting for ever.
    if (this.#fault) throw this.#fault;
    this.#onFault = reject;
    this.#pack.entry({ name, mode: MODE }, data, (error) => (error ? reject(error) : resolve()));
    await promise;
  }

  /** Adds the last entry and gives the file its name. @param last is given the checksum of all entries before */
  async finish(name: string, last: (sha256: string) => unknown): Promise<void> {
    await this.add(name, Buffer.from(JSON.stringify(last(this.#hash.copy().digest('hex')))));
    this.#pack.finalize();
    await this.#written;
    await rename(this.#partial, this.#path);
    this.#isWhole = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isWhole) return;
    this.#stop.abort();
    await this.#written.catch(() => undefined);
    await rm(this.#partial, { force: true });
  }

  get #partial(): string {
    return `${this.#path}.part`;
  }
}

/** @throws Error when the file cannot be made, or is there already */
export async function checkWritable(path: string): Promise<void> {
  const file = await open(path, 'wx', MODE);
  await file.close();
  await rm(path);
}
