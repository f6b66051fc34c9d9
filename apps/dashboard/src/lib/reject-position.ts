import { type RecordPosition } from '@sizewise/shared';

/** Where a record stands in its file, in words: line 12, #4711, byte 20,480. */
export function describePosition(position: RecordPosition): string {
  const { line, stepId, handle, path, byteOffset } = position;
  const parts = [
    line === undefined ? null : `line ${line}`,
    stepId === undefined ? null : `#${stepId}`,
    handle === undefined ? null : `handle ${handle}`,
    path ?? null,
  ].filter((part) => part !== null);
  if (parts.length > 0) return parts.join(', ');
  return byteOffset === undefined ? 'unknown' : `byte ${byteOffset}`;
}
