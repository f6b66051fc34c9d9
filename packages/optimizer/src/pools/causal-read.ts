import { Timestamp } from 'mongodb';

const FORM = /^\{"\$timestamp":"(\d{1,20})"\}$/;

/** The time of a write as it is kept in a table; null where it is none. */
export function readOperationTime(text: string): Timestamp | null {
  const [, value] = FORM.exec(text) ?? [];
  return value === undefined ? null : new Timestamp(BigInt(value));
}
