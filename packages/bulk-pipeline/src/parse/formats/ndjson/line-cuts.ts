const NEWLINE = 10;

/** A place where a file may be cut. */
export interface LineCut {
  /** First byte behind a newline. */
  readonly end: number;
  /** Number of the line that begins there. */
  readonly line: number;
}

/** Finds the first newline behind every so many bytes of a file that is handed over front to back. */
export class LineCuts {
  readonly cuts: LineCut[] = [];
  readonly #apart: number;
  #start = 0;
  #line = 1;

  /** @param apart least bytes between two cuts */
  constructor(apart: number) {
    this.#apart = apart;
  }

  /** @param offset of the first byte in the file */
  take(data: Buffer, offset: number): void {
    for (let at = data.indexOf(NEWLINE); at !== -1; at = data.indexOf(NEWLINE, at + 1)) {
      this.#line += 1;
      const end = offset + at + 1;
      if (end - this.#start < this.#apart) continue;
      this.cuts.push({ end, line: this.#line });
      this.#start = end;
    }
  }
}
