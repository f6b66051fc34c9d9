/** How the bytes of one table are to be read; found by the plan, given to every chunk. */
export interface CsvDialect {
  readonly delimiter: string;
  /** Byte that ends a line: LF (a CR before it belongs to it), or CR in files without LF. */
  readonly newline: typeof LF | typeof CR;
  readonly encoding: CsvEncoding;
}

export type CsvEncoding = 'utf-8' | 'windows-1252' | 'shift_jis';

export const LF = 10;
export const CR = 13;
export const QUOTE = 34;
