import { isUtf8 } from 'node:buffer';

import { hasBareNonFinite } from '../ndjson/ndjson-record.ts';
import { RecordFault } from '../table/record-fault.ts';
import { type RawFeature } from './read-features.ts';

/**
 * The JSON value of one feature, and its text.
 * @throws RecordFault `record_too_large`, `malformed_json`, `invalid_encoding`, or `non_finite_number` where only a bare
 *   NaN or Infinity keeps the text from being JSON.
 */
export function parseFeature(feature: RawFeature, maxBytes: number): { value: unknown; text: string } {
  if (feature.state === 'too_long') {
    throw new RecordFault('record_too_large', `The feature is longer than ${maxBytes} bytes`);
  }
  if (feature.state === 'broken') {
    throw new RecordFault('malformed_json', 'The brackets or quotes of the feature do not match');
  }
  if (!isUtf8(feature.bytes)) throw new RecordFault('invalid_encoding', 'The feature is not valid UTF-8');
  const text = feature.bytes.toString('utf8');
  try {
    return { value: JSON.parse(text), text };
  } catch (error) {
    if (hasBareNonFinite(text))
      throw new RecordFault('non_finite_number', 'The feature holds NaN or Infinity');
    throw new RecordFault(
      'malformed_json',
      error instanceof Error ? error.message : 'The feature is not JSON',
    );
  }
}
