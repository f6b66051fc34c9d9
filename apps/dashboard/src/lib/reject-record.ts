import { type Reject } from '@sizewise/shared';

/** What stands in the editor of a record that nothing can be taken over of. */
const BLANK = { externalId: null, segmentType: 'other', name: null, properties: {} };

/**
 * The text that the editor of a reject begins with: the correction that is kept, else the raw record where it is one of
 * a segment or was meant to be one, else a blank record.
 */
export function recordText({ corrected, raw, rawTruncated }: Reject): string {
  if (corrected !== null) return pretty(corrected);
  if (!raw.trimStart().startsWith('{') || rawTruncated) return pretty(BLANK);
  const parsed = parse(raw);
  if (parsed === null) return raw;
  if (!('geometry' in parsed)) return pretty(parsed);
  return pretty({ ...BLANK, properties: isObject(parsed['properties']) ? parsed['properties'] : {} });
}

/** The record in the editor. @throws SyntaxError that says where the text is no JSON, or that it is no object */
export function readRecord(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new SyntaxError('The text is JSON, but not an object');
  return value;
}

function parse(text: string): Record<string, unknown> | null {
  try {
    return readRecord(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function pretty(value: object): string {
  return JSON.stringify(value, null, 2);
}
