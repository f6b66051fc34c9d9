import { open, type FileHandle } from 'node:fs/promises';

import { SpoolFullError } from './errors.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
/** Small chunks are gathered up to this many bytes, so that a slow sender costs no system call per packet. */
const BUFFER_BYTES = 256 * 1024;
/** Whether there is room for more is looked at this often. */
const ROOM_BYTES = 8 * 1024 * 1024;
/** The disk begins to write this often while the upload is still coming in, so that little is left to wait for at its end. */
const SYNC_BYTES = 16 * 1024 * 1024;

/** @throws SpoolFullError where there is no room for more */
export type CheckRoom = () => Promise<void>;

const noLimit = (): Promise<void> => Promise.resolve();

/** Writes one new file front to back; `finish` returns once its bytes are on disk. */
export class SpoolWriter implements AsyncDisposable {
  readonly #handle: FileHandle;
  readonly #checkRoom: CheckRoom;
  #pending: Uint8Array[] = [];
  #taken = 0;
  #pendingBytes = 0;
  #written = 0;
  /** The block on its way to the file: the next one is hashed meanwhile. */
  #writing: Promise<void> = Promise.resolve();
  #open = true;
  #synced = 0;
  #syncing: Promise<void> | null = null;

  private constructor(handle: FileHandle, checkRoom: CheckRoom) {
    this.#handle = handle;
    this.#checkRoom = checkRoom;
  }

  /** @throws SpoolFullError when the disk is full. */
  static async create(path: string, checkRoom: CheckRoom = noLimit): Promise<SpoolWriter> {
    return new SpoolWriter(await guard(() => open(path, 'wx', 0o600)), checkRoom);
  }

  /** Bytes taken so far. */
  get bytes(): number {
    return this.#taken;
  }

  /** Bytes that can be read from the file. */
  get written(): number {
    return this.#written;
  }

  /** Waits for the block before where enough has been gathered. @throws SpoolFullError when the disk is full. */
  async write(chunk: Uint8Array): Promise<void> {
    this.#pending.push(chunk);
    if (Math.floor(this.#taken / ROOM_BYTES) < Math.floor((this.#taken + chunk.length) / ROOM_BYTES)) {
      await this.#checkRoom();
    }
    this.#taken += chunk.length;
    this.#pendingBytes += chunk.length;
    if (this.#pendingBytes < BUFFER_BYTES) return;
    await this.#writing;
    this.#writing = this.#flush();
    // Its fault is thrown by whoever waits for it next.
    this.#writing.catch(() => undefined);
  }

  /** Writes what is left and waits until the disk has it. @throws SpoolFullError when the disk is full. */
  async finish(): Promise<void> {
    await this.#writing;
    await this.#flush();
    await this.#syncing;
    await guard(() => this.#handle.sync());
    await this.close();
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#writing.catch(() => undefined);
    await this.#syncing;
    await this.#handle.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #flush(): Promise<void> {
    const chunks = this.#pending;
    const expected = this.#pendingBytes;
    if (expected === 0) return;
    this.#pending = [];
    this.#pendingBytes = 0;
    await guard(async () => {
      let left: Uint8Array =
        chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
      while (left.length > 0) {
        const { bytesWritten } = await this.#handle.write(left);
        left = left.subarray(bytesWritten);
        this.#written += bytesWritten;
      }
    });
    if (this.#written - this.#synced >= SYNC_BYTES) this.#syncEarly();
  }

  /** A fault of the disk shows again at the last sync, which is waited for. */
  #syncEarly(): void {
    this.#synced = this.#written;
    this.#syncing ??= this.#handle
      .datasync()
      .catch(() => undefined)
      .finally(() => {
        this.#syncing = null;
      });
  }
}

async function guard<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Error && 'code' in error && FULL.has(String(error.code)))
      throw new SpoolFullError(error);
    throw error;
  }
}
