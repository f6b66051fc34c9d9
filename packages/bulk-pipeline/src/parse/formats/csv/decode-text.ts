import iconv from 'iconv-lite';

import { type CsvEncoding } from './csv-dialect.ts';

/** Text of bytes that are whole characters in the encoding. */
export function decodeText(bytes: Buffer, encoding: CsvEncoding): string {
  return encoding === 'utf-8' ? bytes.toString('utf8') : iconv.decode(bytes, encoding);
}
