import { type Line } from '../../text/read-lines.ts';
import { isNonFiniteText } from '../table/field-checks.ts';
import { RecordFault } from '../table/record-fault.ts';

/** Strings, and the words that JSON has no number for. */
const JSON_STRING_OR_WORD = /"(?:[^"\\]|\\.)*"|[+-]?\b(?:NaN|Infinity)\b/g;

/**
 * The JSON object of one line.
 * @throws RecordFault `record_too_large`, `invalid_encoding`, `malformed_json`, or `non_finite_number` where only a bare
 *   NaN or Infinity, which some programs write, keeps the line from being JSON.
 */
export function parseLine(line: Line, maxLineBytes: number): { object: object; text: string } | null {
  if (line.state === 'too_long') {
    throw new RecordFault('record_too_large', `The line is longer than ${maxLineBytes} bytes`);
  }
  if (line.state === 'invalid') throw new RecordFault('invalid_encoding', 'The line is not valid UTF-8');
  const text = line.bytes.toString('utf8');
  if (text.trim() === '') return null;
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RecordFault('malformed_json', 'The line is JSON but not an object');
  }
  return { object: value, text };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (hasBareNonFinite(text)) throw new RecordFault('non_finite_number', 'The line holds NaN or Infinity');
    throw new RecordFault('malformed_json', error instanceof Error ? error.message : 'The line is not JSON');
  }
}

/** True for a text that would be JSON, were it not for NaN or Infinity outside of its strings. */
export function hasBareNonFinite(text: string): boolean {
  let found = false;
  const repaired = text.replaceAll(JSON_STRING_OR_WORD, (token) => {
    if (!isNonFiniteText(token)) return token;
    found = true;
    return 'null';
  });
  if (!found) return false;
  try {
    JSON.parse(repaired);
    return true;
  } catch {
    return false;
  }
}
