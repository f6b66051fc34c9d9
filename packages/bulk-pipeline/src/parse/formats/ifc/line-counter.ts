import { type FilePages } from './file-pages.ts';

const NEWLINE = 0x0a;

/** Line numbers of offsets; counting goes on from the last answer, so that ascending questions read the file once. */
export class LineCounter {
  readonly #pages: Pick<FilePages, 'window'>;
  #offset = 0;
  #line = 1;

  constructor(pages: Pick<FilePages, 'window'>) {
    this.#pages = pages;
  }

  /** The line, from 1, that holds the byte at an offset. */
  lineAt(offset: number): number {
    if (offset < this.#offset) {
      this.#offset = 0;
      this.#line = 1;
    }
    while (this.#offset < offset) {
      const { buffer, start, end } = this.#pages.window(this.#offset);
      const stop = Math.min(end, start + offset - this.#offset);
      if (stop === start) break;
      for (
        let at = buffer.indexOf(NEWLINE, start);
        at >= 0 && at < stop;
        at = buffer.indexOf(NEWLINE, at + 1)
      ) {
        this.#line++;
      }
      this.#offset += stop - start;
    }
    return this.#line;
  }
}
