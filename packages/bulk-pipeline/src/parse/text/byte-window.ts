import { open, type FileHandle } from 'node:fs/promises';

/** Enough rows per read that the trip to the file system does not count, small enough to be held per thread. */
const BLOCK_BYTES = 512 * 1024;

/** A window that slides over a file: `data` holds the bytes from `offset` on, `more` adds a block at its end. */
export class ByteWindow implements AsyncDisposable {
  readonly #handle: FileHandle;
  readonly #signal: AbortSignal;
  #buffer = Buffer.allocUnsafe(BLOCK_BYTES);
  #from = 0;
  #to = 0;
  #offset: number;
  #ended = false;
  #data = this.#buffer.subarray(0, 0);

  private constructor(handle: FileHandle, start: number, signal: AbortSignal) {
    this.#handle = handle;
    this.#offset = start;
    this.#signal = signal;
  }

  /** Opens a file at a byte offset; `more` throws the reason of the signal once it aborts. */
  static async open(path: string, start: number, signal: AbortSignal): Promise<ByteWindow> {
    signal.throwIfAborted();
    return new ByteWindow(await open(path, 'r'), start, signal);
  }

  /** Bytes in hand; valid until the next `more`, which may move and overwrite them. */
  get data(): Buffer {
    return this.#data;
  }

  /** Position in the file of the first byte in hand. */
  get offset(): number {
    return this.#offset;
  }

  /** True once the end of the file is in hand. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Lets go of the first `count` bytes in hand. */
  drop(count: number): void {
    this.#from += count;
    this.#offset += count;
    this.#data = this.#buffer.subarray(this.#from, this.#to);
  }

  /** Reads the next block behind the bytes in hand. @returns false at the end of the file. */
  async more(): Promise<boolean> {
    this.#signal.throwIfAborted();
    if (this.#ended) return false;
    this.#makeRoom();
    const position = this.#offset + this.#to - this.#from;
    const { bytesRead } = await this.#handle.read(
      this.#buffer,
      this.#to,
      this.#buffer.length - this.#to,
      position,
    );
    this.#to += bytesRead;
    this.#ended = bytesRead === 0;
    this.#data = this.#buffer.subarray(this.#from, this.#to);
    return !this.#ended;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #makeRoom(): void {
    const held = this.#to - this.#from;
    const target =
      held + BLOCK_BYTES / 2 <= this.#buffer.length
        ? this.#buffer
        : Buffer.allocUnsafe(held * 2 + BLOCK_BYTES);
    if (target === this.#buffer && this.#from === 0) return;
    this.#buffer.copy(target, 0, this.#from, this.#to);
    this.#buffer = target;
    this.#to = held;
    this.#from = 0;
  }
}
