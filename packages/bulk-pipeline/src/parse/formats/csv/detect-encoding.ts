import { isAscii, isUtf8 } from 'node:buffer';

import { ByteWindow } from '../../text/byte-window.ts';
import { type CsvEncoding } from './csv-dialect.ts';
import { decodeText } from './decode-text.ts';

/** A UTF-8 file may hold a few broken lines, which are rejected one by one; with more it is taken for another encoding. */
const BROKEN_SHARE = 0.1;
/** Lines with other bytes than ASCII that are enough to tell. */
const ENOUGH_LINES = 20_000;
const SAMPLE_BYTES = 256 * 1024;
/**
 * Share of the two-byte characters that must have a lead byte of 0x81 to 0x9F (kana and the common kanji). European
 * letters of Windows-1252 lie above, and also pair up to valid Shift-JIS by chance.
 */
const SHIFT_JIS_SHARE = 0.7;

/** Finds the encoding of a text that is not UTF-16, reading as much of it as it takes. */
export async function detectEncoding(
  path: string,
  newline: number,
  signal: AbortSignal,
): Promise<CsvEncoding> {
  await using window = await ByteWindow.open(path, 0, signal);
  const lines = { valid: 0, broken: 0, sample: [] as Buffer[], sampleBytes: 0 };
  while ((await window.more()) || window.data.length > 0) {
    const { data, ended } = window;
    const lastLine = data.lastIndexOf(newline);
    const complete = ended ? data.length : lastLine === -1 ? wholeCharacters(data) : lastLine + 1;
    const block = data.subarray(0, complete);
    if (!isAscii(block)) countLines(block, newline, lines);
    window.drop(complete);
    if (lines.valid + lines.broken >= ENOUGH_LINES) break;
  }
  if (lines.broken <= (lines.valid + lines.broken) * BROKEN_SHARE) return 'utf-8';
  return isShiftJis(Buffer.concat(lines.sample)) ? 'shift_jis' : 'windows-1252';
}

/** Length without the last bytes that may be part of a cut character. */
function wholeCharacters(data: Buffer): number {
  const isPart = (at: number): boolean => (data[at - 1] ?? 0) >= 0x80;
  let end = data.length;
  while (end > data.length - 4 && isPart(end)) end -= 1;
  return end;
}

interface LineCounts {
  valid: number;
  broken: number;
  sample: Buffer[];
  sampleBytes: number;
}

function countLines(block: Buffer, newline: number, counts: LineCounts): void {
  for (let at = 0; at < block.length;) {
    const end = block.indexOf(newline, at);
    const line = block.subarray(at, end === -1 ? block.length : end);
    at = end === -1 ? block.length : end + 1;
    if (isAscii(line)) continue;
    if (isUtf8(line)) counts.valid += 1;
    else {
      counts.broken += 1;
      if (counts.sampleBytes < SAMPLE_BYTES) {
        const kept = Buffer.from(line.subarray(0, SAMPLE_BYTES));
        counts.sample.push(kept, Buffer.of(newline));
        counts.sampleBytes += kept.length;
      }
    }
  }
}

function isShiftJis(sample: Buffer): boolean {
  if (decodeText(sample, 'shift_jis').includes('\u{FFFD}')) return false;
  let pairs = 0;
  let common = 0;
  for (let i = 0; i < sample.length; i += 1) {
    const byte = sample[i] ?? 0;
    const isLead = (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
    if (!isLead) continue;
    pairs += 1;
    if (byte <= 0x9f) common += 1;
    i += 1;
  }
  return pairs > 0 && common >= pairs * SHIFT_JIS_SHARE;
}
