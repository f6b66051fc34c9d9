import { closeSync, openSync, readSync } from 'node:fs';

const BLOCK_BYTES = 64 * 1024;
/** A drawing has some ten sections. */
const MOST_RANGES = 64;

/** Stretches of a text file that were stepped over: their lines are counted only when somebody asks. */
export class SkippedLines {
  readonly #path: string;
  #ranges: (readonly [from: number, to: number])[] = [];
  #counted = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** @param from where a line begins. @param to where another one begins. */
  add(from: number, to: number): void {
    this.#ranges.push([from, to]);
    if (this.#ranges.length > MOST_RANGES) this.#count();
  }

  /** Lines of all stretches so far. */
  get count(): number {
    if (this.#ranges.length > 0) this.#count();
    return this.#counted;
  }

  #count(): void {
    const fd = openSync(this.#path, 'r');
    try {
      for (const [from, to] of this.#ranges) this.#counted += linesOf(fd, from, to);
    } finally {
      closeSync(fd);
    }
    this.#ranges = [];
  }
}

/** Lines end at LF, CR or CRLF. */
function linesOf(fd: number, from: number, to: number): number {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  let lines = 0;
  let before = 0;
  for (let at = from; at < to;) {
    const read = readSync(fd, block, 0, Math.min(BLOCK_BYTES, to - at), at);
    if (read === 0) break;
    for (let i = 0; i < read; i += 1) {
      const byte = block[i] ?? 0;
      if (byte === 0x0d || (byte === 0x0a && before !== 0x0d)) lines += 1;
      before = byte;
    }
    at += read;
  }
  return lines;
}
