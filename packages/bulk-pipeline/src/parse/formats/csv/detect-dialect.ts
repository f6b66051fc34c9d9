import { open } from 'node:fs/promises';

import { isUsable, layoutTable } from '../table/table-layout.ts';
import { CR, LF, type CsvDialect, type CsvEncoding } from './csv-dialect.ts';
import { decodeText } from './decode-text.ts';
import { detectEncoding } from './detect-encoding.ts';
import { splitFields } from './split-fields.ts';

const SAMPLE_BYTES = 64 * 1024;
const DELIMITERS = [',', ';', '\t', '|'] as const;
/** A spreadsheet program may say the delimiter on a first line of its own. */
const SEPARATOR_LINE = /^sep=(.)$/i;

/** Dialect of a table, found in its first bytes; only the encoding takes a look at more. */
export async function detectDialect(path: string, signal: AbortSignal): Promise<CsvDialect> {
  const sample = await readSample(path);
  const newline = !sample.includes(LF) && sample.includes(CR) ? CR : LF;
  const encoding = await detectEncoding(path, newline, signal);
  return { delimiter: delimiterOf(sample, newline, encoding), newline, encoding };
}

/** True for the line that only names the delimiter. */
export function isSeparatorLine(text: string): boolean {
  return SEPARATOR_LINE.test(text.trim());
}

function delimiterOf(sample: Buffer, newline: number, encoding: CsvEncoding): string {
  const lines = decodeText(sample, encoding)
    .replace(/^\u{FEFF}/u, '')
    .split(String.fromCharCode(newline))
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line !== '');
  const said = SEPARATOR_LINE.exec(lines[0] ?? '')?.[1];
  if (said !== undefined && said.charCodeAt(0) < 128) return said;
  const header = lines[0] ?? '';
  // The bytes of `|` stand within two-byte characters of Shift-JIS.
  const candidates = DELIMITERS.filter((delimiter) => encoding !== 'shift_jis' || delimiter !== '|');
  const scored = candidates.map((delimiter) => ({ delimiter, score: scoreOf(header, delimiter) }));
  scored.sort((a, b) => b.score - a.score);
  return scored[0]?.delimiter ?? ',';
}

/** Known columns count before mere columns. */
function scoreOf(header: string, delimiter: string): number {
  const layout = layoutTable(splitFields(header, delimiter, header.includes('"')), null);
  const known = isUsable(layout) ? Object.keys(layout.columns).length : 0;
  return known * 1000 + Math.min(layout.width, 999);
}

async function readSample(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(SAMPLE_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
