import { CR, LF, QUOTE } from './csv-dialect.ts';

/** Where a record ends in the bytes in hand. */
export type RecordScan =
  /** Complete: content up to `end`, next record at `next`. */
  | { readonly kind: 'record'; readonly end: number; readonly next: number; readonly quoted: boolean }
  /** A quoted field goes on behind its closing quote with something else than a delimiter or a newline. */
  | { readonly kind: 'bad_quote' }
  /** The bytes in hand end within the record; `inQuotes` where they end within a quoted field. */
  | { readonly kind: 'partial'; readonly inQuotes: boolean };

export interface ScanRules {
  readonly delimiter: number;
  readonly newline: typeof LF | typeof CR;
}

/**
 * Finds the end of the record that begins at `at`, by RFC 4180: a quote counts only at the start of a field, two quotes
 * within it are one. Works on bytes: in UTF-8, Windows-1252 and Shift-JIS no other character contains a quote or a newline.
 * @param ended true when no more bytes follow those in `data`.
 */
export function scanRecord(data: Buffer, at: number, ended: boolean, rules: ScanRules): RecordScan {
  const { delimiter, newline } = rules;
  let i = at;
  let quoted = false;
  for (;;) {
    if (data[i] === QUOTE) {
      quoted = true;
      const close = closingQuote(data, i + 1, ended);
      if (close === -1) return { kind: 'partial', inQuotes: true };
      i = close + 1;
      if (i >= data.length) return lastRecord(data, ended, quoted);
      const after = data[i];
      if (after === CR && newline === LF && i + 1 >= data.length && !ended)
        return { kind: 'partial', inQuotes: false };
      const ends = after === newline || (after === CR && (data[i + 1] === newline || i + 1 >= data.length));
      if (after !== delimiter && !ends) return { kind: 'bad_quote' };
    }
    while (i < data.length && data[i] !== delimiter && data[i] !== newline) i += 1;
    if (i >= data.length) return lastRecord(data, ended, quoted);
    if (data[i] === newline) return { kind: 'record', end: i, next: i + 1, quoted };
    i += 1;
  }
}

function lastRecord(data: Buffer, ended: boolean, quoted: boolean): RecordScan {
  if (!ended) return { kind: 'partial', inQuotes: false };
  return { kind: 'record', end: data.length, next: data.length, quoted };
}

/** Position of the quote that closes a field whose content begins at `from`; -1 where it is not in hand. */
function closingQuote(data: Buffer, from: number, ended: boolean): number {
  for (let i = from; ; i += 2) {
    i = data.indexOf(QUOTE, i);
    if (i === -1 || (i + 1 >= data.length && !ended)) return -1;
    if (data[i + 1] !== QUOTE) return i;
  }
}
