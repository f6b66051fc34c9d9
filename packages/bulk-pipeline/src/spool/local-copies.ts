import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** A file of this machine and how it is used. */
interface Copy {
  readonly fetched: Promise<number>;
  /** 0 until it is there. */
  bytes: number;
  users: number;
  usedAt: number;
  /** Goes as soon as nobody uses it. */
  doomed: boolean;
}

const PROCESS = 'process.json';

/**
 * Files that this process has brought to its machine, within a quota: the one that was not used for longest goes first,
 * one that is in use never does. Each process has a folder of its own, which the next one removes after a crash.
 */
export class LocalCopies {
  readonly #dir: string;
  readonly #maxBytes: number;
  readonly #copies = new Map<string, Copy>();

  /** @param maxBytes what all copies together may take; files in use may take more */
  constructor(dir: string, maxBytes: number) {
    this.#dir = dir;
    this.#maxBytes = maxBytes;
  }

  folder(name: string): string {
    return join(this.#dir, name);
  }

  /** Empties the folder and says whose it is; removes those of processes of this machine that are gone. */
  async open(): Promise<void> {
    const parent = join(this.#dir, '..');
    for (const name of await readdir(parent).catch(() => [])) {
      const folder = join(parent, name);
      if (folder === this.#dir || (await isDead(folder))) await rm(folder, { recursive: true, force: true });
    }
    await mkdir(this.#dir, { recursive: true });
    await writeFile(join(this.#dir, PROCESS), JSON.stringify({ host: hostname(), pid: process.pid }));
  }

  /** Enters a file that is there already. */
  add(name: string, bytes: number): void {
    const fetched = Promise.resolve(bytes);
    this.#copies.set(name, { fetched, bytes, users: 0, usedAt: Date.now(), doomed: false });
  }

  /**
   * The file for reading: `fetch` brings it where it is not there, once however many ask.
   * @returns its bytes, and what ends its use
   */
  async use(
    name: string,
    fetch: (folder: string) => Promise<number>,
  ): Promise<{ bytes: number } & Disposable> {
    const copy = this.#copies.get(name) ?? this.#begin(name, fetch);
    copy.users++;
    try {
      const bytes = await copy.fetched;
      copy.bytes = bytes;
      let ended = false;
      const end = (): void => {
        if (ended) return;
        ended = true;
        this.#end(name, copy);
      };
      return { bytes, [Symbol.dispose]: end };
    } catch (error) {
      copy.users--;
      if (this.#copies.get(name) === copy) this.#copies.delete(name);
      throw error;
    }
  }

  /** Removes the file, once nobody reads it. */
  async remove(name: string): Promise<void> {
    const copy = this.#copies.get(name);
    if (copy && copy.users > 0) {
      copy.doomed = true;
      return;
    }
    this.#copies.delete(name);
    await rm(this.folder(name), { recursive: true, force: true });
  }

  async close(): Promise<void> {
    this.#copies.clear();
    await rm(this.#dir, { recursive: true, force: true });
  }

  #begin(name: string, fetch: (folder: string) => Promise<number>): Copy {
    const folder = this.folder(name);
    const fetched = this.#makeRoom().then(async () => {
      await mkdir(folder, { recursive: true });
      return fetch(folder);
    });
    const copy: Copy = { fetched, bytes: 0, users: 0, usedAt: Date.now(), doomed: false };
    this.#copies.set(name, copy);
    return copy;
  }

  #end(name: string, copy: Copy): void {
    copy.users--;
    copy.usedAt = Date.now();
    const over = copy.doomed && copy.users === 0 ? this.remove(name) : this.#makeRoom();
    // What cannot be removed now goes with the folder.
    over.catch(() => undefined);
  }

  async #makeRoom(): Promise<void> {
    let sum = [...this.#copies.values()].reduce((total, { bytes }) => total + bytes, 0);
    const oldestFirst = [...this.#copies].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [name, copy] of oldestFirst) {
      if (sum <= this.#maxBytes) return;
      if (copy.users > 0 || this.#copies.get(name) !== copy) continue;
      sum -= copy.bytes;
      await this.remove(name);
    }
  }
}

/** Whether the folder belongs to a process of this machine that is gone. */
async function isDead(folder: string): Promise<boolean> {
  try {
    const { host, pid } = JSON.parse(await readFile(join(folder, PROCESS), 'utf8')) as {
      host: string;
      pid: number;
    };
    if (host !== hostname()) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
