import { Timestamp } from 'mongodb';

const FORM = /^\{"\$timestamp":"(\d{1,20})"\}$/;

/** The latest of the times of several writes; null where one of them has none, or there is none. */
export function latestOperationTime(times: readonly (string | null)[]): string | null {
  let latest: { readonly text: string; readonly time: Timestamp } | null = null;
  for (const text of times) {
    const time = text === null ? null : readOperationTime(text);
    if (text === null || time === null) return null;
    if (latest === null || time.greaterThan(latest.time)) latest = { text, time };
  }
  return latest?.text ?? null;
}

/** The time of a write as it is kept in a table; null where it is none. */
export function readOperationTime(text: string): Timestamp | null {
  const [, value] = FORM.exec(text) ?? [];
  return value === undefined ? null : new Timestamp(BigInt(value));
}
